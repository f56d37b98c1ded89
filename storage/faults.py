"""What a store's answer means, in a sentence without what it said: that may have a key in it."""

import re

_CODE = re.compile(r"<Code>(\w{1,60})</Code>")
_STATUS = re.compile(r"status code: (\d{3})")
# What a store calls them (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), or the library.
_SAID = {
    "NoSuchBucket": "there is no such bucket",
    "AccessDenied": "its keys may not do that",
    "InvalidAccessKeyId": "it does not know AWS_ACCESS_KEY_ID",
    "SignatureDoesNotMatch": "AWS_SECRET_ACCESS_KEY is not the one of AWS_ACCESS_KEY_ID",
    "ExpiredToken": "AWS_SESSION_TOKEN has expired",
    "InvalidToken": "it does not take AWS_SESSION_TOKEN",
    "AuthorizationHeaderMalformed": "AWS_REGION is another one than the bucket's",
    "PermanentRedirect": "AWS_REGION is another one than the bucket's",
    "RequestTimeTooSkewed": "its clock and this machine's are too far apart",
}
_MEANT = {
    "169.254.169.254": "there are no keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "BareRedirect": "AWS_REGION is another one than the bucket's",
    "nvalidCertificate": "this machine does not trust its certificate",
    "invalid peer certificate": "this machine does not trust its certificate",
    "self-signed certificate": "this machine does not trust its certificate",
    "InvalidContentType": "it speaks no TLS: write its AWS_ENDPOINT with http://",
    "dns error": "its name in AWS_ENDPOINT is not known",
    "failed to lookup": "its name in AWS_ENDPOINT is not known",
    "TimedOut": "it does not answer in time",
    "kind: Timeout": "it does not answer in time",
    "kind: Connect": "nobody answers at AWS_ENDPOINT",
}
MOST = 20_000  # characters that are looked at


def gone(error: BaseException) -> bool:
    """Return whether a store says that there is no such file; a 404 without its own word may be anybody's."""
    return isinstance(error, FileNotFoundError) and _code(str(error)[:MOST]) == "NoSuchKey"


def why(error: BaseException) -> str:
    """Return why something came to nothing."""
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    text = str(error)[:MOST]
    code = _code(text)
    if code in _SAID:
        return _SAID[code]
    for sign, said in _MEANT.items():
        if sign in text:
            return said
    status = _STATUS.search(text)
    said = code or (status and status[1])
    return f"it does not answer as an S3 store does{f' ({said})' if said else ''}"


def _code(text: str) -> str:
    found = _CODE.search(text)
    return found[1] if found else ""
