/**
 * What goes over the page's WebSocket, and what its modules tell each other. Of Discord's own objects only what the
 * page reads (https://discord.com/developers/docs/reference).
 */

// People and places

export interface User {
  id: string;
  username: string;
  global_name: string | null;
  bot: boolean;
}

export interface Role {
  id: string;
  name: string;
  permissions: string;
  /** Whether it is an application's own. */
  managed: boolean;
}

export interface Member {
  user: User;
  roles: string[];
}

export interface Guild {
  id: string;
  name: string;
  owner_id: string;
  roles: Role[];
}

interface Writable {
  id: string;
  /** Whether this window's person may write there. */
  writable: boolean;
  /** Whether they may delete what others have written there. */
  moderated: boolean;
  /** Whether there are messages before those that the window has. */
  more: boolean;
}

/** A channel of a guild (0), or a thread in one (11). */
export interface TextChannel extends Writable {
  type: 0 | 11;
  name: string;
  guild_id: string;
  /** Whether it is for adults alone. */
  nsfw?: boolean;
  permission_overwrites?: { id: string; deny: string }[];
}

/** A conversation of two (1), or of a group (3). */
export interface DirectChannel extends Writable {
  type: 1 | 3;
  /** Without this window's person. */
  recipients: User[];
}

export type Channel = TextChannel | DirectChannel;

// Messages

export interface Attachment {
  id: string;
  filename: string;
  size: number;
  url: string;
  content_type?: string;
  width?: number;
  height?: number;
  description?: string;
  flags: number;
}

export interface EmbedMedia {
  url?: string;
  width?: number;
  height?: number;
}

export interface EmbedField {
  name: string;
  value: string;
  inline?: boolean;
}

export interface Embed {
  title?: string;
  description?: string;
  url?: string;
  color?: number;
  timestamp?: string;
  author?: { name: string };
  footer?: { text: string };
  fields?: EmbedField[];
  image?: EmbedMedia;
  thumbnail?: EmbedMedia;
}

export interface Message {
  id: string;
  type: number;
  channel_id: string;
  author: User;
  content: string;
  timestamp: string;
  edited_timestamp?: string | null;
  flags: number;
  embeds: Embed[];
  components: Component[];
  attachments: Attachment[];
  mentions: User[];
  interaction_metadata?: { id: string; name?: string; command_type?: number; user: User };
  message_reference?: { message_id: string };
  /** What it replies to; null where that is gone. */
  referenced_message?: Message | null;
  /** Who has reacted, by emoji. */
  reacted?: Record<string, string[]>;
  /** What is forwarded, as it was then. */
  message_snapshots?: { message: Message }[];
  /** Made by this window, until the application's own message is there. */
  local?: boolean;
  /** Why the application's answer will not come. */
  failure?: string;
}

// Components of messages and of forms (https://discord.com/developers/docs/components/reference)

export interface ActionRow {
  type: 1;
  components: (Button | Select)[];
}

export interface Emoji {
  name?: string | null;
}

export interface Button {
  type: 2;
  style: number;
  label?: string;
  emoji?: Emoji;
  custom_id?: string;
  url?: string;
  disabled?: boolean;
}

export interface Choice {
  label: string;
  value: string;
  description?: string;
  emoji?: Emoji;
  default?: boolean;
}

interface Chooser {
  custom_id: string;
  placeholder?: string;
  min_values?: number;
  max_values?: number;
  disabled?: boolean;
  required?: boolean;
}

export interface StringSelect extends Chooser {
  type: 3;
  options: Choice[];
}

export interface EntitySelect extends Chooser {
  type: 5 | 6 | 7 | 8;
  default_values?: { id: string }[];
  channel_types?: number[];
}

export type Select = StringSelect | EntitySelect;

export interface Section {
  type: 9;
  components: TextDisplay[];
  accessory: Button | Thumbnail;
}

export interface TextDisplay {
  type: 10;
  content: string;
}

export interface Media {
  url: string;
  width?: number | null;
  height?: number | null;
}

export interface Pictured {
  media: Media;
  description?: string | null;
  spoiler?: boolean;
}

export interface Thumbnail extends Pictured {
  type: 11;
}

export interface MediaGallery {
  type: 12;
  items: Pictured[];
}

export interface FileDisplay {
  type: 13;
  file: Media;
  name?: string;
  size?: number;
  spoiler?: boolean;
}

export interface Separator {
  type: 14;
  divider?: boolean;
  spacing?: number;
}

export interface Container {
  type: 17;
  components: Component[];
  accent_color?: number | null;
  spoiler?: boolean;
}

export type Component =
  | ActionRow
  | Button
  | Select
  | Section
  | TextDisplay
  | Thumbnail
  | MediaGallery
  | FileDisplay
  | Separator
  | Container;

export interface TextInput {
  type: 4;
  custom_id: string;
  style: number;
  label?: string;
  min_length?: number;
  max_length?: number;
  required?: boolean;
  value?: string;
  placeholder?: string;
}

export interface FileUpload extends Chooser {
  type: 19;
  file_types?: string[];
}

export interface RadioGroup {
  type: 21;
  custom_id: string;
  options: Choice[];
  required?: boolean;
}

export interface CheckboxGroup extends Chooser {
  type: 22;
  options: Choice[];
}

export interface Checkbox {
  type: 23;
  custom_id: string;
  default?: boolean;
  required?: boolean;
}

/** What a form asks for. */
export type Question = TextInput | Select | FileUpload | RadioGroup | CheckboxGroup | Checkbox;

export interface Label {
  type: 18;
  label: string;
  description?: string;
  component: Question;
}

export interface LabelledRow {
  type: 1;
  components: TextInput[];
}

export interface Modal {
  title: string;
  components: (Label | LabelledRow | TextDisplay)[];
}

// Commands (https://discord.com/developers/docs/interactions/application-commands)

/** What has a name, and perhaps another one in the language of this window. */
interface Localised {
  name: string;
  name_localized?: string;
}

/** What is described too. */
interface Described extends Localised {
  description: string;
  description_localized?: string;
}

export interface OptionChoice extends Localised {
  value: string | number;
}

export interface CommandOption extends Described {
  type: number;
  required?: boolean;
  options?: CommandOption[];
  choices?: OptionChoice[];
  autocomplete?: boolean;
  channel_types?: number[];
  file_types?: string[];
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
}

export interface Command extends Described {
  id: string;
  type: number;
  options?: CommandOption[];
}

// What the server tells

/** What moderators have set for a command, or for all (null): by the ids of roles, members and channels. */
export interface Integration {
  command: string | null;
  type: number | null;
  allowed: Record<string, boolean>;
}

/** How a bot wants to be seen. */
export interface Presence {
  status: "online" | "dnd" | "idle" | "invisible" | "offline";
  activities: Activity[];
}

/** What a bot says that it does (https://discord.com/developers/docs/events/gateway-events#activity-object). */
export interface Activity {
  type?: number;
  name?: string;
  state?: string | null;
}

/** The commands, and which of them there are in a channel: lists of ids by channel id. */
export interface Offers {
  /** Whether this window's person has the application for themselves. */
  installed: boolean;
  integrations: Integration[];
  commands: Command[];
  offered: Record<string, string[]>;
}

/** Which language this window's person reads, which the server, and which there are. */
export interface Languages {
  locale: string;
  server_locale: string;
  locales: string[];
}

export interface Welcome extends Offers, Languages {
  op: "welcome";
  me: User;
  people: User[];
  now: number;
  origin: string;
  file_limit: number;
  /** The one that has the application. */
  guild: Guild;
  /** What that is called. */
  app: string;
  others: (Guild & { added: boolean })[];
  members: Member[];
  channels: Channel[];
  messages: Message[];
}

export interface BotNews extends Offers {
  op: "bot";
  online: boolean;
  presence: Presence;
}

/** Lines of the bot's log; and whether its process is this sandbox's to end. */
export interface LogNews {
  op: "log";
  lines: string[];
  ours: boolean;
}

export interface LanguageNews extends Offers, Languages {
  op: "languages";
}

/** What went over the wire between the bot and this Discord. */
export interface Note {
  kind: "request" | "event";
  at: number;
  name: string;
  body: string;
  /** Of a request; 0 where it was not answered. */
  status?: number;
  /** Where a request departs from Discord's document; null where it was not held against it. */
  against?: string[] | null;
}

/** News of what a member has set off name the interaction. */
export type News =
  | Welcome
  | BotNews
  | LanguageNews
  | { op: "presence"; online: string[] }
  | { op: "typing"; channel: string; user: string }
  | { op: "wire"; notes: Note[] }
  | LogNews
  | { op: "unspoken"; sentences: string[] }
  | { op: "troubled"; what: string }
  | { op: "clock"; now: number }
  | { op: "message"; message: Message; new: boolean }
  | { op: "deleted"; message: string }
  | { op: "acknowledged"; interaction: string; type: number; message: string | null }
  | { op: "modal"; interaction: string; modal: Modal }
  | { op: "choices"; interaction: string; choices: OptionChoice[] }
  | { op: "failed"; interaction: string; reason: string };

/** What the server answers to a question; `nonsense` cannot say to which. */
export type Reply =
  | { op: "opened"; request: number; interaction: string | null }
  | { op: "older"; request: number; messages: Message[]; more: boolean }
  | { op: "refused"; request: number; reason: string }
  | { op: "nonsense"; reason: string };

// What the page asks and says

export interface Ticket {
  ticket: string;
}

export type OptionValue = string | Ticket;

export type Answer = string | boolean | string[] | Ticket[] | null;

export interface Asks {
  say: { channel: string; text: string; files: Ticket[] };
  command: { channel: string; name: string; options: Record<string, OptionValue>; focused?: string };
  menu: { channel: string; name: string; message?: string; user?: string };
  press: { message: string; custom_id: string; values: string[] | null };
  submit: { interaction: string; values: Record<string, Answer> };
  install: { on: boolean };
  delete: { message: string };
  react: { message: string; emoji: string; on: boolean };
  older: { channel: string; before: string };
}

/** What is answered: to what begins an interaction, its id. */
export interface Answers {
  say: null;
  command: string;
  menu: string;
  press: string;
  submit: string;
  install: null;
  delete: null;
  react: null;
  older: { messages: Message[]; more: boolean };
}

export interface Tells {
  dismiss: { message: string };
  typing: { channel: string };
  language: { locale: string; of: "me" | "server" };
  permit: { command: string | null; allowed: Record<string, boolean> };
  watch: { on: boolean };
  trouble: { kind: string };
}

// What the page's modules tell each other

export interface Topics {
  news: News;
  lost: undefined;
  welcome: undefined;
  connection: undefined;
  presence: undefined;
  offers: undefined;
  languages: undefined;
  /** Whether one has the application for oneself has changed. */
  installed: undefined;
  channel: undefined;
  /** That of the window has changed, by Back or by hand. */
  address: undefined;
  escape: undefined;
  /** What is written has changed, and with it perhaps how high its box is. */
  composed: undefined;
  typing: { channel: string; user: string };
  wire: Note[];
  log: LogNews;
  /** What the bot has wanted that is not spoken here. */
  unspoken: string[];
  /** What was made to go wrong. */
  troubled: string;
  message: { message: Message; isNew: boolean };
  /** The id of a message that is gone. */
  deleted: string;
  /** Messages before those that there were have come into the open channel. */
  older: undefined;
  /** The id of a message on which something was pressed. */
  press: string;
  "open-channel": string;
  "open-command": { name: string; values?: Record<string, string | File>; focus?: string };
  become: string;
  write: string;
}

// Building the document

export type Child = Node | string | false | null | undefined | Child[];

type ByTag<Tag extends string> = Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : HTMLElement;

/** The element that "tag.class.class" makes. */
export type ElementOf<Spec extends string> = Spec extends `${infer Tag}.${string}` ? ByTag<Tag> : ByTag<Spec>;

/** An event as a listener on an element gets it. */
type On<E> = E & { readonly currentTarget: HTMLElement; readonly target: HTMLElement };

type Listeners = { [Name in keyof HTMLElementEventMap as `on${Name}`]?: (event: On<HTMLElementEventMap[Name]>) => unknown };

export type Attributes = Listeners & { [name: string]: string | number | boolean | null | undefined | ((event: never) => unknown) };
