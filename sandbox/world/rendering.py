"""A message as Discord's JSON, with links that are signed at this moment."""

import copy

from sandbox.rules.flags import IS_COMPONENTS_V2
from sandbox.wire import Json, timestamp
from sandbox.world.attachments import Attachment, attachment_json, media_json
from sandbox.world.cdn import Cdn
from sandbox.world.message import every_component, media_of
from sandbox.world.payloads import user_json
from sandbox.world.post import Post
from sandbox.world.reactions import reactions_json
from sandbox.world.writing import referenced

_EMBED_MEDIA = (("image", "url"), ("thumbnail", "url"), ("footer", "icon_url"), ("author", "icon_url"))


def post_json(post: Post, cdn: Cdn, viewer: int = 0) -> Json:
    """Return a message object as somebody sees it.

    https://discord.com/developers/docs/resources/message#message-object
    """
    embeds, in_embeds = _embeds(post, cdn)
    loose = [one for one in post.attachments.values() if one.id not in in_embeds]
    return {
        "id": str(post.id),
        "type": post.type,
        "channel_id": str(post.channel.id),
        "author": user_json(post.author),
        "content": post.content,
        "timestamp": timestamp(post.created_at),
        "edited_timestamp": None if post.edited_at is None else timestamp(post.edited_at),
        "tts": post.tts,
        "pinned": post.pinned_at is not None,
        "mention_everyone": post.mentions.everyone,
        "mentions": [user_json(user) for user in post.mentions.users],
        "mention_roles": [str(role.id) for role in post.mentions.roles],
        "flags": post.flags,
        "embeds": embeds,
        # A message of Components V2 has its files in its components only.
        "attachments": []
        if post.flags & IS_COMPONENTS_V2
        else [attachment_json(one, cdn.link(one)) for one in loose],
        "components": _components(post, cdn),
        **({"reactions": reactions} if (reactions := reactions_json(post.reactions, viewer)) else {}),
        **({} if post.nonce is None else {"nonce": post.nonce}),
        **post.origin,
    }


def _components(post: Post, cdn: Cdn) -> list[Json]:
    components = copy.deepcopy(post.components)
    for part in every_component(components):
        for media in media_of(part):
            stored: Attachment | str = media.pop("stored")
            if isinstance(stored, str):
                media.update(url=stored, proxy_url=stored, loading_state=2)
                continue
            media.update(media_json(stored, cdn.link(stored)))
            if part.get("file") is media:
                part.update(name=stored.filename, size=len(stored.content))
    return components


def _embeds(post: Post, cdn: Cdn) -> tuple[list[Json], set[int]]:
    """Return the embeds, and the attachments that they show: those do not stand among the message's own any more."""
    shown = set[int]()
    embeds: list[Json] = []
    for embed in copy.deepcopy(post.embeds):
        for place, key in _EMBED_MEDIA:
            media: Json = embed.get(place) or {}
            if file := referenced(str(media.get(key)), post.attachments):
                shown.add(file.id)
                media[key] = cdn.link(file)
        embeds.append({"type": "rich", **embed})
    return embeds, shown
