/** Requests to our own API: CSRF token on writes, problem+json turned into one kind of error. */

import { text } from "./texts.js";

/** What the server refused: its stable `code`, the status, and `problems`, the findings on single fields. */
export class RequestProblem extends Error {
  constructor(status, body = {}) {
    super(body.detail || text("request_failed"));
    this.name = "RequestProblem";
    this.status = status;
    this.code = body.code ?? "unknown";
    this.problems = body.problems ?? [];
  }
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

/** GET `address` and return the JSON body. Raises RequestProblem; an aborted request raises AbortError. */
export async function getJson(address, { signal } = {}) {
  const response = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin", signal });
  return readJson(response);
}

/** Send a JSON body. `version` becomes If-Match, so that nobody overwrites what another has changed meanwhile. */
export async function sendJson(method, address, body, { version } = {}) {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
  if (version !== undefined) {
    headers["If-Match"] = `"${version}"`;
  }
  const response = await fetch(address, { method, headers, credentials: "same-origin", body: JSON.stringify(body) });
  return readJson(response);
}

async function readJson(response) {
  const type = response.headers.get("Content-Type") ?? "";
  const body = type.includes("json") ? await response.json() : null;
  if (!response.ok || body === null) {
    throw new RequestProblem(response.status, body ?? {});
  }
  return body;
}
