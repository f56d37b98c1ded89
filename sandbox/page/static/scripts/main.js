/**
 * The page: a local Discord in a window.
 * @module
 */

import { showAbout } from "./about.js";
import { emit, on } from "./bus.js";
import { showComposer } from "./composer.js";
import { showFeed } from "./feed.js";
import { showNotices } from "./notices.js";
import { hearBack } from "./over.js";
import { showPlaces } from "./places.js";
import { listen } from "./session.js";
import { me, nameOf, state } from "./state.js";
import { startTicking } from "./times.js";
import { toast } from "./toast.js";
import { closeSides, showTop } from "./top.js";
import { channelKey, note, wantedChannel, who } from "./where.js";
import { connect } from "./wire.js";

const LONGEST_NAME = 40; // of what an address asks for, as it is said again

on("welcome", () => {
  tellOfMissing(state.channel ? "" : missingChannel());
  open(stillThere(state.channel) ?? wanted() ?? first(), { quiet: true });
});
on("open-channel", go);
on("address", () => {
  if (!state.me) return;
  tellOfMissing(missingChannel());
  open(wanted() ?? first());
});
on("open-command", closeSides);
on("become", (name) => {
  closeSides();
  note(name);
  connect(name);
});

/**
 * Which way Alt with an arrow goes.
 * @type {Record<string, number>}
 */
const STEPS = { ArrowUp: -1, ArrowDown: 1 };

listen();
showTop();
showPlaces();
showNotices();
showFeed();
showComposer();
showAbout();
startTicking();
hearBack();
addEventListener("keydown", switchChannel);
connect(who());

const first = () => [...state.channels.keys()][0];

/** @param {string} id */
const stillThere = (id) => (state.channels.has(id) ? id : null);

const wanted = () => [...state.channels.values()].find((place) => channelKey(place) === wantedChannel())?.id;

/**
 * Say what the address names and is not here; one is somebody and somewhere else instead.
 * @param {string} channel
 */
function tellOfMissing(channel) {
  const person = missingPerson();
  const said = [
    person && `There is nobody called ${short(person)} here: you are ${nameOf(me())}.`,
    channel && `There is no channel ${short(channel)} here.`,
  ];
  if (person || channel) toast(said.filter(Boolean).join(" "));
}

/** Back leads also to where one was as somebody else; one stays who one is, and they are still here. */
const missingPerson = () => {
  const wantedName = who().toLowerCase();
  return state.people.some(({ username }) => username.toLowerCase() === wantedName) ? "" : who();
};

const missingChannel = () => (wanted() ? "" : wantedChannel());

/** @param {string} name */
const short = (name) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name);

/**
 * Show a channel; quietly when everything is about to be shown anyway.
 * @param {string} id
 */
function open(id, { quiet = false, moved = false } = {}) {
  state.channel = id;
  state.unread.delete(id);
  note(me().username, state.channels.get(id), { moved });
  if (!quiet) emit("channel");
}

/**
 * Go to a channel.
 * @param {string} id
 */
function go(id) {
  open(id, { moved: id !== state.channel });
}

/**
 * Alt with the arrows goes through the channels, as in Discord.
 * @param {KeyboardEvent} event
 */
function switchChannel(event) {
  const step = STEPS[event.key];
  if (!step || !event.altKey || !state.me || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  const ids = [...state.channels.keys()];
  go(ids.at((ids.indexOf(state.channel) + step) % ids.length) ?? first());
}
