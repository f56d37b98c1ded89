"""The two kinds of call to a host's API: the paid one, which is sent once, and those that cost nothing."""

from collections.abc import Callable

import httpx

from domain.errors import FailureKind, ProviderFailed
from providers.bounded import call

ToFailure = Callable[..., ProviderFailed]  # (answer, *, submitting): what an answer that is no success means


async def pay(
    http: httpx.AsyncClient, url: str, headers: dict[str, str], body: object, to_failure: ToFailure
) -> httpx.Response:
    """Send a paid call: one POST, whatever becomes of it.

    Only a refused connection or a clear refusal proves that it did not happen (`ProviderFailed.sent` is False);
    a lost answer, a 5xx or a redirect may come after the call was taken.
    """
    try:
        answer = await call(http, "POST", url, headers=headers, body=body)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise ProviderFailed(FailureKind.UNAVAILABLE, type(error).__name__, sent=False) from error
    except httpx.HTTPError as error:
        raise ProviderFailed(FailureKind.UNKNOWN_OUTCOME, type(error).__name__) from error
    if not answer.is_success:
        raise to_failure(answer, submitting=True)
    return answer


def free(answer: httpx.Response, to_failure: ToFailure) -> httpx.Response:
    """The answer of a call that costs nothing, or what its error means: nothing has been paid for yet."""
    if answer.is_success:
        return answer
    failed = to_failure(answer, submitting=False)
    kind, detail = failed.failure.kind, failed.failure.detail
    raise ProviderFailed(kind, detail, sent=False, retry_after=failed.retry_after)


def retry_after(response: httpx.Response) -> float | None:
    """Seconds that a host asks for before the next call, where it says so in seconds."""
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else None
