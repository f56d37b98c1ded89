/**
 * The WebSocket: asking, hearing, and coming back by itself when the server goes away.
 * @module
 */

/** @import { Answers, Asks, News, Reply, Tells } from "../../types" */

import { emit } from "./bus.js";

const WAITS = [300, 700, 1500, 3000, 5000];
/** @type {WebSocket|null} */
let socket = null;
let name = "";
let attempts = 0;
let retry = 0;
let requests = 0;
/** @type {Map<number, {resolve: (answer: any) => void, reject: (error: Error) => void}>} */
const waiting = new Map();

/**
 * Look through the window of a person; the one before is closed.
 * @param {string} as
 */
export function connect(as) {
  name = as;
  attempts = 0;
  open();
}

/**
 * Ask for something that is answered.
 * @template {keyof Asks} Op
 * @param {Op} op
 * @param {Asks[Op]} fields
 * @returns {Promise<Answers[Op]>}
 */
export function ask(op, fields) {
  const through = socket;
  if (through?.readyState !== WebSocket.OPEN) return Promise.reject(new Error("There is no connection."));
  const request = ++requests;
  return new Promise((resolve, reject) => {
    waiting.set(request, { resolve, reject });
    through.send(JSON.stringify({ op, request, ...fields }));
  });
}

/**
 * Say something that needs no answer.
 * @template {keyof Tells} Op
 * @param {Op} op
 * @param {Tells[Op]} fields
 */
export function tell(op, fields) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ op, ...fields }));
}

/** Try again now rather than later. */
function hurry() {
  if (socket?.readyState === WebSocket.CLOSED) open();
}

function open() {
  clearTimeout(retry);
  const before = socket;
  const origin = location.origin.replace("http", "ws");
  const mine = new WebSocket(`${origin}/page/live?as=${encodeURIComponent(name)}`);
  socket = mine;
  before?.close();
  mine.addEventListener("message", (event) => mine === socket && hear(JSON.parse(event.data)));
  mine.addEventListener("close", () => mine === socket && lost());
}

/** @param {News|Reply} news */
function hear(news) {
  if (news.op === "opened" || news.op === "older" || news.op === "refused") {
    const asked = waiting.get(news.request);
    waiting.delete(news.request);
    if (news.op === "opened") asked?.resolve(news.interaction);
    else if (news.op === "older") asked?.resolve(news);
    else asked?.reject(new Error(news.reason));
  } else if (news.op === "nonsense") {
    giveUp(news.reason); // it cannot say which question it was
  } else {
    if (news.op === "welcome") attempts = 0;
    emit("news", news);
  }
}

/** @param {string} reason */
function giveUp(reason) {
  for (const asked of waiting.values()) asked.reject(new Error(reason));
  waiting.clear();
}

function lost() {
  giveUp("The connection was lost.");
  emit("lost");
  retry = setTimeout(open, WAITS[Math.min(attempts++, WAITS.length - 1)]);
}

addEventListener("online", hurry);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && hurry());
