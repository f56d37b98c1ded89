"""What the operator has set, as the doctor reads it: which settings those are, and whether they go together."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.findings import Finding, Verdict
from bot.settings import Settings, unknown_names
from images import safety
from providers.provider import Provider

ENV = Path(".env")  # in the folder in which the bot is started


def of_choices(settings: Settings, providers: Sequence[Provider]) -> Iterator[Finding]:
    """Look at all settings. A value is never said, since one of them may be a key."""
    yield _set(settings)
    for name, meant in unknown_names(ENV).items():
        advice = f"Did you mean {meant}?" if meant else ".env.example has all that there are."
        yield Finding(Verdict.ODD, f"{name or 'A line'} in .env is no setting", advice)
    yield _money(settings, [one.name for one in providers if not one.capabilities.forgets])
    yield from _styles(settings, providers)
    yield _safety(settings)
    yield _webhooks(settings, [one.name for one in providers if one.capabilities.webhook])


def _set(settings: Settings) -> Finding:
    """Tell which settings differ from what they are by themselves, and where they are read from."""
    source = ".env and the environment" if ENV.is_file() else "the environment (there is no .env here)"
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
