/**
 * From the server's news to the state, and on to whoever shows it.
 * @module
 */

/** @import { Languages, News, Offers } from "../../types" */

import { emit, on } from "./bus.js";
import { openForm } from "./form.js";
import { follower, forget } from "./interactions.js";
import { state } from "./state.js";

const CHOICES = 8;
const MODAL = 9;

/** @type {{[Op in News["op"]]: (news: Extract<News, {op: Op}>) => void}} */
const heard = {
  welcome(news) {
    const before = state.me?.id;
    state.me = news.me;
    state.app = news.app;
    state.people = news.people;
    state.guild = news.guild;
    state.others = news.others;
    state.origin = news.origin;
    state.fileLimit = news.file_limit;
    clock(news.now);
    state.members = new Map(news.members.map((member) => [member.user.id, member]));
    state.channels = new Map(news.channels.map((channel) => [channel.id, channel]));
    state.messages = new Map(news.messages.map((message) => [message.id, message]));
    state.presses.clear();
    const kept = [...state.unread].filter((id) => before === news.me.id && state.channels.has(id));
    state.unread = new Set(kept);
    state.connected = true;
    languages(news);
    offers(news);
    emit("welcome");
    emit("connection");
  },

  bot(news) {
    const before = state.installed;
    state.botOnline = news.online;
    state.botPresence = news.presence;
    offers(news);
    emit("presence");
    emit("offers");
    if (state.installed !== before) emit("installed");
  },

  languages(news) {
    languages(news);
    offers(news);
    emit("languages");
    emit("offers");
  },

  presence(news) {
    state.online = new Set(news.online);
    emit("presence");
  },

  typing(news) {
    emit("typing", news);
  },

  wire(news) {
    emit("wire", news.notes);
  },

  log(news) {
    emit("log", news);
  },

  unspoken(news) {
    emit("unspoken", news.sentences);
  },

  troubled(news) {
    emit("troubled", news.what);
  },

  clock(news) {
    clock(news.now);
  },

  message({ message, new: appears }) {
    const isNew = !state.messages.has(message.id);
    if (isNew && !appears) return; // it is older than what is here
    if (state.presses.get(message.id)?.failed) state.presses.delete(message.id);
    state.messages.set(message.id, message);
    if (appears && message.channel_id !== state.channel) state.unread.add(message.channel_id);
    emit("message", { message, isNew });
  },

  deleted(news) {
    state.messages.delete(news.message);
    emit("deleted", news.message);
    for (const reply of repliesTo(news.message)) {
      reply.referenced_message = null;
      emit("message", { message: reply, isNew: false });
    }
  },

  acknowledged(news) {
    follower(news.interaction)?.acknowledged?.();
    if (news.type !== CHOICES && news.type !== MODAL) forget(news.interaction);
  },

  modal(news) {
    if (follower(news.interaction)) openForm(news.modal, news.interaction);
    forget(news.interaction);
  },

  choices(news) {
    follower(news.interaction)?.choices?.(news.choices);
    forget(news.interaction);
  },

  failed(news) {
    const waiting = [...state.messages.values()].find((one) => one.interaction_metadata?.id === news.interaction);
    if (waiting) {
      waiting.failure = news.reason;
      emit("message", { message: waiting, isNew: false });
    }
    follower(news.interaction)?.failed?.(news.reason);
    forget(news.interaction);
  },
};

/** Begin to listen. */
export function listen() {
  // That the function is the one for this op, the types cannot say of two unions.
  on("news", (news) => /** @type {((news: News) => void)|undefined} */ (heard[news.op])?.(news));
  on("lost", () => {
    state.connected = false;
    emit("connection");
  });
}

/** @param {string} id */
const repliesTo = (id) => [...state.messages.values()].filter((one) => one.message_reference?.message_id === id);

/** @param {number} seconds since 1970, by the server's clock */
function clock(seconds) {
  state.ahead = seconds * 1000 - Date.now();
}

/** @param {Languages} news */
function languages(news) {
  state.locale = news.locale;
  state.serverLocale = news.server_locale;
  state.locales = news.locales;
}

/** @param {Offers} news */
function offers(news) {
  state.commands = new Map(news.commands.map((command) => [command.id, command]));
  state.offered = news.offered;
  state.installed = news.installed;
  state.integrations = news.integrations;
}
