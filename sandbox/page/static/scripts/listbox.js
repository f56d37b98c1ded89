/**
 * A list that opens at a field or a button: suggestions, choices, members, commands. The focus stays where it was;
 * the arrows move in the list (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
 * @module
 */

/** @import { Child } from "../../types" */

import { all, el, fill } from "./dom.js";
import { layOver } from "./over.js";

/**
 * What a list shows of a thing that is in it.
 * @typedef {{
 *   label: Child,
 *   description?: string,
 *   group?: string,
 *   face?: Child,
 *   aside?: Child,
 *   chosen?: boolean,
 * }} Item
 */

const GAP = 6;
let count = 0;
/** @type {{hide: () => void}|null} */
let open = null;

/** @param {KeyboardEvent} event */
const takes = (event) => event.key === "Enter" || (event.key === "Tab" && !event.shiftKey);

/**
 * Shows items below or above what it belongs to.
 * @template {Item} T
 */
export class Listbox {
  /**
   * @param {HTMLElement} anchor the field or button
   * @param {{label: string, onpick: (item: T) => void, within?: string, above?: boolean, empty?: string}} options
   *   `within` selects what around the anchor the list stands beside
   */
  constructor(anchor, { label, onpick, within = "", above = false, empty = "" }) {
    this.anchor = anchor;
    this.onpick = onpick;
    this.within = within;
    this.above = above;
    this.empty = empty;
    /** @type {T[]} */
    this.items = [];
    this.active = -1;
    this.element = el("div.listbox", { id: `list-${++count}`, role: "listbox", "aria-label": label });
    anchor.setAttribute("aria-haspopup", "listbox");
    anchor.setAttribute("aria-expanded", "false");
    this.lift = () => {};
    /** @param {Event} event */
    this.outside = (event) => !this.holds(event) && !this.box.contains(nodeOf(event)) && this.hide();
    /** @param {Event} event */
    this.moved = (event) => (event.type === "resize" || !this.holds(event)) && this.place();
  }

  /** @returns {Element} what the list stands beside */
  get box() {
    return (this.within && this.anchor.closest(this.within)) || this.anchor;
  }

  /** @param {Event} event */
  holds(event) {
    return this.element.contains(nodeOf(event));
  }

  get shown() {
    return this.element.isConnected;
  }

  /**
   * Show items.
   * @param {T[]} items
   * @param {number} [active] the item that Enter takes
   */
  show(items, active = 0) {
    if (!items.length && !this.empty) {
      this.hide();
      return;
    }
    this.items = items;
    fill(this.element, items.length ? this.rows() : el("p.nothing", {}, this.empty));
    if (!this.shown) this.attach();
    this.activate(Math.min(active, items.length - 1));
    this.place();
  }

  hide() {
    if (!this.shown) return;
    this.element.remove();
    this.lift();
    if (open === this) open = null;
    this.anchor.setAttribute("aria-expanded", "false");
    this.anchor.removeAttribute("aria-activedescendant");
    removeEventListener("pointerdown", this.outside, true);
    removeEventListener("scroll", this.moved, true);
    removeEventListener("resize", this.moved);
  }

  /**
   * Let the list have a key.
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it was for the list
   */
  key(event) {
    if (!this.shown || event.isComposing) return false;
    const last = this.items.length - 1;
    /** @type {Record<string, number>} */
    const moves = {
      ArrowDown: this.active < last ? this.active + 1 : Math.min(0, last),
      ArrowUp: this.active > 0 ? this.active - 1 : last,
    };
    if (event.key in moves) this.activate(moves[event.key]);
    else if (event.key === "Escape") this.hide();
    else if (takes(event) && this.items[this.active]) this.pick(this.active);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  attach() {
    open?.hide();
    open = this;
    this.lift = layOver(() => this.hide());
    (this.anchor.closest("dialog") ?? document.body).append(this.element);
    this.anchor.setAttribute("aria-expanded", "true");
    this.anchor.setAttribute("aria-controls", this.element.id);
    addEventListener("pointerdown", this.outside, true);
    addEventListener("scroll", this.moved, true);
    addEventListener("resize", this.moved);
  }

  rows() {
    /** @type {string|undefined} */
    let group;
    return this.items.map((item, index) => {
      const begins = item.group && item.group !== group;
      const heading = begins && el("div.group", { role: "presentation" }, item.group);
      group = item.group;
      return [heading, this.row(item, index)];
    });
  }

  /**
   * @param {T} item
   * @param {number} index
   */
  row(item, index) {
    const words = el(
      "div.words",
      {},
      el("div.label", {}, item.label),
      item.description && el("div.description", {}, item.description),
    );
    const attributes = {
      id: `${this.element.id}-${index}`,
      role: "option",
      "aria-selected": item.chosen ? "true" : "false",
      onpointermove: () => this.active !== index && this.activate(index, false),
      /** @param {Event} event */
      onpointerdown: (event) => event.preventDefault(),
      onclick: () => this.pick(index),
    };
    return el("div.option", attributes, item.face, words, item.aside && el("div.aside", {}, item.aside));
  }

  /** @param {number} index */
  activate(index, scroll = true) {
    this.active = index;
    const rows = all(this.element, ".option");
    rows.forEach((row, at) => row.classList.toggle("active", at === index));
    if (index >= 0) this.anchor.setAttribute("aria-activedescendant", rows[index].id);
    if (scroll && index >= 0) rows[index].scrollIntoView({ block: "nearest" });
  }

  /** @param {number} index */
  pick(index) {
    this.onpick(this.items[index]);
  }

  /** Where there is room: as wide as what it belongs to, within the window. */
  place() {
    const box = this.box.getBoundingClientRect();
    const width = Math.min(Math.max(box.width, 240), innerWidth - 2 * GAP);
    const room = { above: box.top - 2 * GAP, below: innerHeight - box.bottom - 2 * GAP };
    const more = room.above > room.below;
    const up = this.above ? more || room.above > 160 : more && room.below < 220;
    const { style } = this.element;
    style.width = `${width}px`;
    style.left = `${Math.max(GAP, Math.min(box.left, innerWidth - width - GAP))}px`;
    style.maxHeight = `${Math.min(420, up ? room.above : room.below)}px`;
    style.top = up ? "auto" : `${box.bottom + GAP}px`;
    style.bottom = up ? `${innerHeight - box.top + GAP}px` : "auto";
  }
}

/** @param {Event} event */
const nodeOf = (event) => (event.target instanceof Node ? event.target : null);
