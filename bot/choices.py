"""What the operator has set, as the doctor reads it: which settings those are, and whether they go together."""

import re
from collections.abc import Iterator, Sequence

from pydantic import SecretStr

from bot import env
from bot.findings import Finding, Verdict
from bot.settings import DISCORD, FAL, Settings
from images import safety
from providers.provider import Provider

# The forms of keys that are known, and what to say of one that has another.
# Discord: https://discord.com/developers/docs/reference#authentication; fal: "id:secret", as its dashboard shows them.
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")
_FAL_KEY = re.compile(r"[^:]+:[^:]+")


def of_choices(settings: Settings, providers: Sequence[Provider]) -> Iterator[Finding]:
    """Look at all settings. A value is never said, since one of them may be a key."""
    yield _set(settings)
    yield from odd(settings)
    yield _money(settings, [one.name for one in providers if not one.capabilities.forgets])
    yield from _styles(settings, providers)
    yield _safety(settings)
    yield _webhooks(settings, [one.name for one in providers if one.capabilities.webhook])


def odd(settings: Settings) -> Iterator[Finding]:
    """Look at what is said at every start too: lines of `.env` that are none, and keys that do not look like theirs."""
    yield from env.odd()
    # What stands in the place of a host may have keys of another form.
    token, key = settings.discord_token, settings.fal_key
    if settings.discord_api_url == DISCORD and token and not _fits(_TOKEN, token):
        advice = "One is three parts with dots between; the client secret and the public key are others. Copy it again."
        yield Finding(Verdict.ODD, "DISCORD_TOKEN does not look like a bot's token", advice)
    if settings.fal_queue_url == FAL and key and not _fits(_FAL_KEY, key):
        advice = "One is id:secret, with a colon. Copy it again, as a whole."
        yield Finding(Verdict.ODD, "FAL_KEY does not look like a key of fal's", advice)


def _fits(form: re.Pattern[str], key: SecretStr) -> bool:
    return form.fullmatch(key.get_secret_value()) is not None


def _set(settings: Settings) -> Finding:
    """Tell which settings differ from what they are by themselves, and where they are read from."""
    source = ".env and the environment" if env.ENV.is_file() else "the environment (there is no .env here)"
    names = sorted(name.upper() for name in settings.model_fields_set)
    return Finding(Verdict.WELL, f"Set in {source}: {', '.join(names) or 'nothing'}")


def _money(settings: Settings, paid: Sequence[str]) -> Finding:
    """Tell whether anything but members' pictures bounds what is spent."""
    if not paid:
        return Finding(Verdict.WELL, "No host costs money")
    caps = {"day": settings.dollars_per_day, "month": settings.dollars_per_month}
    said = [f"${cap:,f} in a {period}" for period, cap in caps.items() if cap is not None]
    if said:
        return Finding(Verdict.WELL, f"At most {' and '.join(said)} is spent on {', '.join(paid)}")
    return Finding(
        Verdict.ODD,
        f"Nothing bounds what is spent on {', '.join(paid)} but each member's pictures",
        "Set DOLLARS_PER_DAY, or DOLLARS_PER_MONTH.",
    )


def _styles(settings: Settings, providers: Sequence[Provider]) -> Iterator[Finding]:
    """Tell of styles that nobody will be offered: no host takes their LoRAs."""
    for style in settings.styles:
        if not any(style.lora_kinds <= one.capabilities.loras for one in providers):
            yield Finding(
                Verdict.ODD,
                f"No host can paint the style {style.name}",
                "Weights (.safetensors) need fal among PROVIDERS, style packs the local model.",
            )


def _safety(settings: Settings) -> Finding:
    """Tell whether pictures are checked here, besides by the hosts."""
    if settings.safety_threshold is None:
        return Finding(Verdict.WELL, "SAFETY_THRESHOLD is off: pictures are not checked here")
    if not safety.available():
        return Finding(
            Verdict.WELL, "Pictures are not checked here: pip install '.[safety]' brings the checker"
        )
    return Finding(
        Verdict.WELL, f"Pictures are checked here, and adult from a score of {settings.safety_threshold} on"
    )


def _webhooks(settings: Settings, callers: Sequence[str]) -> Finding:
    if not settings.public_url:
        return Finding(Verdict.WELL, "No PUBLIC_URL: jobs are watched, without webhooks")
    if not settings.public_url.startswith("https://"):
        return Finding(Verdict.BAD, "PUBLIC_URL is not https", "The hosts call https alone.")
    if not callers:
        return Finding(Verdict.ODD, "None of the hosts calls back", "PUBLIC_URL can be left out.")
    return Finding(Verdict.WELL, f"Webhooks of {', '.join(callers)} come to {settings.public_url}/hooks/…")
