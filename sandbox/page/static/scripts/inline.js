/**
 * Discord's markdown inside a line: emphasis, code, spoilers, links, mentions and times, as a tree of plain values.
 * https://support.discord.com/hc/en-us/articles/210298617
 * @module
 */

/** @typedef {{kind: "spoiler", children: Inline[]}} Spoiler */
/** @typedef {{kind: "user"|"role"|"channel", id: string}|{kind: "command"|"everyone", name: string}} Mention */
/**
 * A part of a line.
 * @typedef {{kind: "text"|"code", text: string}
 *   | {kind: "strong"|"emphasis"|"underline"|"strike", children: Inline[]}
 *   | {kind: "link", url: string, children: Inline[]}
 *   | {kind: "time", unix: number, style: string}
 *   | Spoiler
 *   | Mention
 * } Inline
 */
/**
 * A part, and how much of the text it takes.
 * @typedef {{node: Inline, length: number}} Found
 */

const DEEPEST = 8; // of one inside another; a hostile text stays flat from there on
const ESCAPABLE = /[\\`*_{}[\]()#+\-.!|<>~:@]/;
/** @type {[string, "strong"|"emphasis"|"underline"|"strike"|"spoiler"][]} */
const MARKS = [
  ["***", "strong"],
  ["**", "strong"],
  ["__", "underline"],
  ["~~", "strike"],
  ["||", "spoiler"],
  ["*", "emphasis"],
  ["_", "emphasis"],
];
/** @type {[RegExp, (found: RegExpExecArray) => Inline][]} */
const REFERENCES = [
  [/^<@!?(\d{1,20})>/, (found) => ({ kind: "user", id: found[1] })],
  [/^<@&(\d{1,20})>/, (found) => ({ kind: "role", id: found[1] })],
  [/^<#(\d{1,20})>/, (found) => ({ kind: "channel", id: found[1] })],
  [
    /^<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>/,
    (found) => ({ kind: "time", unix: Number(found[1]), style: found[2] ?? "f" }),
  ],
  [/^<\/([-_\p{L}\p{N} ]{1,96}):(\d{1,20})>/u, (found) => ({ kind: "command", name: found[1] })],
  [/^<a?:(\w{2,32}):\d{1,20}>/, (found) => ({ kind: "text", text: `:${found[1]}:` })],
  [/^<(https?:\/\/[^\s<>]{1,2000})>/, (found) => ({ kind: "link", url: found[1], children: [text(found[1])] })],
  [/^@(everyone|here)\b/, (found) => ({ kind: "everyone", name: found[1] })],
];
const ADDRESS = /^https?:\/\/[^\s<>]{1,2000}/;
const MASKED = /^\[((?:[^[\]\\]|\\.){1,500})\]\((<?)(https?:\/\/[^\s()<>]{1,2000}(?:\([^\s()<>]*\))?[^\s()<>]*)>?(?: "[^"]*")?\)/;

/**
 * @param {string} words
 * @returns {Inline}
 */
const text = (words) => ({ kind: "text", text: words });

/**
 * The parts of a text.
 * @param {string} source
 * @returns {Inline[]}
 */
export function parseInline(source, depth = 0) {
  /** @type {Inline[]} */
  const nodes = [];
  let plain = "";
  let at = 0;
  while (at < source.length) {
    const found = depth < DEEPEST ? special(source, at, depth) : null;
    if (found) {
      if (plain) nodes.push(text(plain));
      plain = "";
      nodes.push(found.node);
      at += found.length;
    } else {
      plain += source[at++];
    }
  }
  if (plain) nodes.push(text(plain));
  return nodes;
}

/**
 * What begins at a place; null if it is an ordinary character.
 * @param {string} source
 * @param {number} at
 * @param {number} depth
 * @returns {Found|null}
 */
function special(source, at, depth) {
  switch (source[at]) {
    case "\\":
      return escaped(source, at);
    case "`":
      return code(source, at);
    case "<":
    case "@":
      return reference(source, at);
    case "[":
      return masked(source, at, depth);
    case "h":
      return address(source, at);
    case "*":
    case "_":
    case "~":
    case "|":
      return marked(source, at, depth);
    default:
      return null;
  }
}

/**
 * @param {string} source
 * @param {number} at
 */
function escaped(source, at) {
  const next = source[at + 1];
  return next && ESCAPABLE.test(next) ? { node: text(next), length: 2 } : null;
}

/**
 * @param {string} source
 * @param {number} at
 * @returns {Found|null}
 */
function code(source, at) {
  const fence = /^`*/.exec(source.slice(at))?.[0] ?? "";
  const end = source.indexOf(fence, at + fence.length);
  if (end <= at + fence.length) return null;
  const inside = source.slice(at + fence.length, end);
  return { node: { kind: "code", text: inside.trim() || inside }, length: end + fence.length - at };
}

/**
 * @param {string} source
 * @param {number} at
 */
function reference(source, at) {
  const rest = source.slice(at, at + 2100);
  for (const [pattern, make] of REFERENCES) {
    const found = pattern.exec(rest);
    if (found) return { node: make(found), length: found[0].length };
  }
  return null;
}

/**
 * @param {string} source
 * @param {number} at
 * @param {number} depth
 * @returns {Found|null}
 */
function masked(source, at, depth) {
  const found = MASKED.exec(source.slice(at, at + 2700));
  if (!found) return null;
  return {
    node: { kind: "link", url: found[3], children: parseInline(found[1], depth + 1) },
    length: found[0].length,
  };
}

/**
 * @param {string} source
 * @param {number} at
 * @returns {Found|null}
 */
function address(source, at) {
  if (at > 0 && /\w/.test(source[at - 1])) return null;
  const found = ADDRESS.exec(source.slice(at, at + 2100));
  if (!found) return null;
  const url = found[0].replace(/[.,:;"'\]!?*_~|]+$/, "").replace(/^([^(]*)\)+$/, "$1");
  return { node: { kind: "link", url, children: [text(url)] }, length: url.length };
}

/**
 * @param {string} source
 * @param {number} at
 * @param {number} depth
 * @returns {Found|null}
 */
function marked(source, at, depth) {
  const mark = MARKS.find(([sign]) => source.startsWith(sign, at));
  if (!mark) return null;
  const [sign, kind] = mark;
  const end = closing(source, at, sign);
  if (end < 0) return null;
  const children = parseInline(source.slice(at + sign.length, end), depth + 1);
  /** @type {Inline[]} */
  const inside = sign === "***" ? [{ kind: "emphasis", children }] : children;
  return { node: { kind, children: inside }, length: end + sign.length - at };
}

/**
 * Where a mark ends that begins at a place, or -1.
 * @param {string} source
 * @param {number} at
 * @param {string} sign
 */
function closing(source, at, sign) {
  const first = at + sign.length;
  if (sign === "*" && /\s/.test(source[first] ?? " ")) return -1;
  if (sign === "_" && at > 0 && /\w/.test(source[at - 1])) return -1;
  let end = source.indexOf(sign, first + 1);
  while (end >= 0 && !ends(source, end, sign)) end = source.indexOf(sign, end + 1);
  return end;
}

/**
 * Whether a mark that is found at a place ends there what it began.
 * @param {string} source
 * @param {number} at
 * @param {string} sign
 */
function ends(source, at, sign) {
  if (source[at - 1] === "\\") return false;
  if (sign.length === 1 && doubled(source, at, sign) && !odd(source, at, sign)) return false;
  if (sign === "_" && /\w/.test(source[at + 1] ?? "")) return false;
  return sign !== "*" || !/\s/.test(source[at - 1]);
}

/**
 * @param {string} source
 * @param {number} at
 * @param {string} sign
 */
const doubled = (source, at, sign) => source[at + 1] === sign || source[at - 1] === sign;

/**
 * Whether a run of the sign that ends here is odd: in `*a **b***` the last one is ours.
 * @param {string} source
 * @param {number} end
 * @param {string} sign
 */
function odd(source, end, sign) {
  let first = end;
  while (source[first - 1] === sign) first -= 1;
  let last = end;
  while (source[last + 1] === sign) last += 1;
  return last === end && (last - first + 1) % 2 === 1;
}
