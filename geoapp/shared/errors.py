"""Errors become answers here and nowhere else: problem+json for machines, a page in three parts for people."""

from __future__ import annotations

import logging
import uuid
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from geoapp.shared.access import SignInNeeded, TooManyTries
from geocore.errors import Conflict, DomainError, InvalidInput, NotFound, NotPermitted, StaleVersion, Unavailable

log = logging.getLogger(__name__)

HTTP_STATUS: dict[type[DomainError], int] = {
    DomainError: 400,
    SignInNeeded: 401,
    NotPermitted: 403,
    NotFound: 404,
    Conflict: 409,
    StaleVersion: 412,
    InvalidInput: 422,
    TooManyTries: 429,
    Unavailable: 503,
}
MACHINE_PATHS = ("/api/", "/ogc", "/tiles/", "/feeds/", "/sitemap", "/metrics", "/reconcile")


def status_for(error_type: type[DomainError]) -> int:
    return next(HTTP_STATUS[c] for c in error_type.__mro__ if c in HTTP_STATUS)


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(PoolTimeout, _busy)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(Exception, _unexpected)


def _domain_error(error: DomainError) -> Any:
    status = status_for(type(error))
    if isinstance(error, SignInNeeded) and not _for_machine() and request.method == "GET":
        return redirect(url_for("auth.login", next=request.full_path.rstrip("?")))
    if request.path.startswith("/ogc") and isinstance(error, InvalidInput):
        status = 400  # OGC API – Features Part 1, 7.14: any bad parameter is a 400
    details = dict(error.details)
    if isinstance(error, InvalidInput):
        details["problems"] = [problem.as_dict() for problem in error.problems]
    response = answer(status, error.code, error.message, details)
    if isinstance(error, TooManyTries):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _http_error(error: HTTPException) -> Any:
    status = error.code or 500
    response = answer(status, _http_code(status), error.description or "", {})
    if isinstance(response, Response):
        for name, value in error.get_headers():
            if name.lower() in ("allow", "retry-after", "location"):
                response.headers[name] = value
    return response


def _busy(_error: PoolTimeout) -> Any:
    return _retry_later("too many requests at this moment")


def _database_away(error: OperationalError) -> Any:
    if getattr(error.orig, "sqlstate", None) == "57014":
        return answer(503, "too_slow", "this question takes too long; narrow it by a division or more characters", {})
    log.error("database not reachable: %s", error.orig)
    return _retry_later("the database does not answer at this moment")


def _retry_later(message: str) -> Any:
    response = answer(503, "unavailable", message, {})
    response.headers["Retry-After"] = "2"
    return response


def _unexpected(error: Exception) -> Any:
    """The last net: nothing of the inside reaches the outside but a number that finds the log entry."""
    number = uuid.uuid4().hex[:12]
    log.error("unexpected error %s on %s %s", number, request.method, request.path, exc_info=error)
    return answer(500, "internal_error", "", {"error_id": number})


def answer(status: int, code: str, message: str, details: dict[str, object]) -> Response:
    """One error answer in the form that the path asks for."""
    if _for_machine():
        body = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "code": code,
            "detail": message,
            "request_id": g.get("request_id"),
            **{key: value for key, value in details.items() if key not in ("status", "code")},
        }
        return Response(orjson.dumps(body, default=str), status=status, content_type="application/problem+json")
    page = render_template(
        "errors/error.html",
        status=status,
        code=code,
        what=what_happened(status, code),
        message=message,
        problems=details.get("problems", ()),
        mend=how_to_mend(status, code),
        error_id=details.get("error_id"),
    )
    return Response(page, status=status)


def _for_machine() -> bool:
    if request.path.startswith(MACHINE_PATHS):
        return True
    return request.accept_mimetypes.best == "application/json"


def _http_code(status: int) -> str:
    return HTTPStatus(status).phrase.lower().replace(" ", "_").replace("-", "_")


def what_happened(status: int, code: str) -> str:
    """The first of the three parts of an error page."""
    return {
        400: _("请求有误"),
        401: _("请先登录"),
        403: _("没有权限"),
        404: _("没有找到"),
        405: _("不支持这种操作"),
        409: _("与当前状态冲突"),
        412: _("记录已被他人修改"),
        413: _("提交的内容太大"),
        422: _("内容需要更正"),
        429: _("请求太频繁"),
        503: _("暂时无法提供服务"),
    }.get(status, _("系统出错"))


def how_to_mend(status: int, code: str) -> str:
    """The last of the three parts: what the person can do now."""
    return {
        400: _("请检查链接或表单内容后重试。"),
        401: _("登录后会回到这一页。"),
        403: _("如需此权限,请联系本单位的安全管理员。"),
        404: _("请检查链接,或从首页重新查询。"),
        405: _("请返回上一页,使用页面上的按钮操作。"),
        409: _("请刷新页面,查看最新状态后再操作。"),
        412: _("请刷新页面,核对他人的修改后重新填写。"),
        413: _("请拆分文件后再提交。"),
        422: _("请按提示更正后再提交,已填内容不会丢失。"),
        429: _("请稍等片刻再试。"),
        503: _("请稍后再试;若持续出现,请联系系统管理员。"),
    }.get(status, _("问题已记录。请稍后再试,或把错误编号告诉系统管理员。"))
