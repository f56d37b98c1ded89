"""The form of an answer that is not a success: fal's and modelrunner's differ."""

from http import HTTPStatus

from aiohttp import web
from pydantic import JsonValue

from renderer.api import modelrunner_answers
from renderer.api.errors import Refusal

FAL_MARK = "storage_type"  # fal's clients name one wherever they begin an upload, modelrunner's nowhere
BOTH_PATHS = "/storage/upload/"
MODELRUNNER_PATHS = (
    f"{modelrunner_answers.APP}/",
    f"/run{modelrunner_answers.APP}/",
    "/requests",
    "/webhooks/",
    "/storage/upload/initiate-multipart",
    "/storage/upload/multipart-url",
    "/storage/upload/complete",
    "/storage/part/",
)


def is_modelrunner(request: web.Request) -> bool:
    """Return whether a path is one of modelrunner's. The upload that both have, `initiate`, answers as fal's."""
    return request.path.startswith(MODELRUNNER_PATHS) and not is_fals_upload(request)


def is_fals_upload(request: web.Request) -> bool:
    """Return whether an upload begins that is fal's, at a path that both hosts have."""
    return request.path.startswith(BOTH_PATHS) and FAL_MARK in request.query


def of_refusal(request: web.Request, refusal: Refusal) -> web.Response:
    """Return a refusal, in the form of the API that was called."""
    if not is_modelrunner(request):
        return web.json_response(refusal.body, status=refusal.status, headers=refusal.headers)
    status = 400 if refusal.status == HTTPStatus.UNPROCESSABLE_ENTITY else refusal.status
    headers = {name: value for name, value in refusal.headers.items() if not name.startswith("X-")}
    return modelrunner_error(request, status, refusal.sentence, _issues(refusal), headers=headers)


def of_exception(request: web.Request, error: web.HTTPException) -> web.Response:
    """Return the same for what aiohttp raises: no such route, or a body that is too large."""
    if is_modelrunner(request):
        return modelrunner_error(request, error.status, error.reason)
    if error.content_type == "application/json":
        return web.Response(text=error.text, status=error.status, content_type="application/json")
    return web.json_response({"detail": error.reason}, status=error.status)


def modelrunner_error(
    request: web.Request,
    status: int,
    message: str,
    details: JsonValue = None,
    headers: dict[str, str] | None = None,
) -> web.Response:
    """Return an error of modelrunner.

    Its two documents name two forms, and this is both (https://docs.modelrunner.run/errors).
    """
    body: dict[str, JsonValue] = {
        "error": details if isinstance(details, list) else message,
        "message": message,
        "statusCode": status,
        "request_id": request.match_info.get("id"),
        "details": details,
    }
    return web.json_response(body, status=status, headers=headers)


def _issues(refusal: Refusal) -> JsonValue:
    """Return which part of the body is to blame, in the words of zod; none where it is not the body."""
    detail = refusal.body["detail"]
    if not isinstance(detail, list):
        return None
    return [
        {"code": entry["type"], "path": entry["loc"][1:], "message": entry["msg"]}
        for entry in detail
        if isinstance(entry, dict) and isinstance(entry["loc"], list)
    ]
