/**
 * From the server's news to the state, and on to whoever shows it.
 * @module
 */

import { emit, on } from "./bus.js";
import { follower, forget } from "./interactions.js";
import { state } from "./state.js";

const CHOICES = 8;
const MODAL = 9;
const heard = { welcome, bot, presence, typing, message, deleted, acknowledged, modal, choices, failed };

/** Begin to listen. */
export function listen() {
  on("news", (news) => heard[news.op]?.(news));
  on("lost", () => {
    state.connected = false;
    emit("connection");
  });
}

function welcome(news) {
  state.me = news.me;
  state.people = news.people;
  state.guild = news.guild;
  state.origin = news.origin;
  state.fileLimit = news.file_limit;
  state.ahead = news.now * 1000 - Date.now();
  state.members = new Map(news.members.map((member) => [member.user.id, member]));
  state.channels = new Map(news.channels.map((channel) => [channel.id, channel]));
  state.messages = new Map(news.messages.map((message) => [message.id, message]));
  state.presses.clear();
  state.unread.clear();
  state.connected = true;
  offers(news);
  emit("welcome");
  emit("connection");
}

function bot(news) {
  state.botOnline = news.online;
  offers(news);
  emit("presence");
  emit("offers");
}

function offers(news) {
  state.commands = new Map(news.commands.map((command) => [command.id, command]));
  state.offered = news.offered;
}

function presence(news) {
  state.online = new Set(news.online);
  emit("presence");
}

function typing(news) {
  emit("typing", news);
}

function message(news) {
  const isNew = !state.messages.has(news.message.id);
  state.messages.set(news.message.id, news.message);
  if (isNew && news.message.channel_id !== state.channel) state.unread.add(news.message.channel_id);
  emit("message", { message: news.message, isNew });
}

function deleted(news) {
  state.messages.delete(news.message);
  emit("deleted", news.message);
}

function acknowledged(news) {
  follower(news.interaction)?.acknowledged?.(news.type, news.message);
  if (news.type !== CHOICES && news.type !== MODAL) forget(news.interaction);
}

function modal(news) {
  follower(news.interaction)?.modal?.(news.modal);
  forget(news.interaction);
}

function choices(news) {
  follower(news.interaction)?.choices?.(news.choices);
  forget(news.interaction);
}

function failed(news) {
  const waiting = [...state.messages.values()].find((one) => one.interaction_metadata?.id === news.interaction);
  if (waiting) {
    waiting.failure = news.reason;
    emit("message", { message: waiting, isNew: false });
  }
  follower(news.interaction)?.failed?.(news.reason);
  forget(news.interaction);
}
