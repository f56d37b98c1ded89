/**
 * Messages in few words.
 * @module
 */

/** @import { Component, Message } from "../../types" */

import { plainText } from "./prose.js";

const LONGEST = 200;

/**
 * A message in few words: for the line above a reply, for the clipboard, and for what is read aloud.
 * @param {Message} message
 */
export function gist(message) {
  const embeds = message.embeds.map((one) => one.title ?? one.description ?? "");
  const texts = [message.content, ...embeds, ...textsOf(message.components)];
  return plainText(texts.filter(Boolean).join("\n")).replace(/\s+/g, " ").slice(0, LONGEST);
}

/**
 * @param {Component[]} components
 * @returns {Generator<string>}
 */
function* textsOf(components) {
  for (const part of components) {
    if ("content" in part) yield part.content;
    if ("components" in part) yield* textsOf(part.components);
  }
}
