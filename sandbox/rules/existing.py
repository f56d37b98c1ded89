"""What the rules for an edit need to know of the message that is edited."""

from sandbox.rules.messages import Existing
from sandbox.world.post import Post


def existing(post: Post) -> Existing:
    """The message as it stands."""
    return Existing(
        flags=post.flags,
        content=post.content,
        embeds=len(post.embeds),
        components=len(post.components),
        attachments={str(key): attachment.filename for key, attachment in post.attachments.items()},
    )
