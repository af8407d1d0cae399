// The open chat: keeps its messages, draws them and follows the newest.
import { avatar, byId, h } from "./dom.js";
import { bubble, typingBubble } from "./bubbles.js";
import { dayKey, dayLabel } from "./format.js";

const TYPING_MS = 25000;

export class Chat {
  constructor(act) {
    this.act = act;
    this.log = byId("log");
    this.messages = new Map();
    this.typing = 0;
    this.idle = "conta comercial";
    this.following = true;
    this.log.addEventListener("load", () => this.following && this.toBottom(), true);
    this.log.addEventListener("scroll", () => (this.following = this.near()));
  }

  near() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 120;
  }

  load(phone, messages) {
    this.phone = phone;
    this.stopTyping();
    this.messages = new Map(messages.map((message) => [message.id, message]));
    this.log.setAttribute("aria-live", "off");
    this.draw();
    this.toBottom();
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  upsert(message) {
    const known = this.messages.get(message.id);
    const appears = message.visible && !known?.visible;
    this.messages.set(message.id, message);
    if (!message.mine && appears) this.stopTyping();
    const near = this.near();
    if (appears || message.kind === "reaction") this.draw();
    else this.redraw(message);
    if (appears && (near || message.mine)) this.toBottom();
  }

  startTyping() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.stopTyping(), TYPING_MS);
    byId("chat-state").textContent = "digitando…";
    this.draw();
    this.toBottom();
  }

  stopTyping() {
    clearTimeout(this.typing);
    this.typing = 0;
    byId("chat-state").textContent = this.idle;
    this.log.querySelector("[data-typing]")?.remove();
  }

  setIdle(text) {
    this.idle = text;
    if (!this.typing) byId("chat-state").textContent = text;
  }

  get empty() {
    return this.visible().length === 0;
  }

  visible() {
    return [...this.messages.values()].filter((one) => one.visible).sort((a, b) => a.seq - b.seq);
  }

  // Draws only what is new or moved: nodes are kept, so that a screen reader hears each once.
  draw() {
    const kept = new Map([...this.log.children].map((node) => [node.dataset.key, node]));
    const nodes = [];
    let day = "";
    let side = null;
    for (const message of this.visible()) {
      if (message.kind === "reaction") continue;
      const date = new Date(message.timestamp * 1000);
      if (dayKey(date) !== day) {
        day = dayKey(date);
        side = null;
        nodes.push(kept.get(day) ?? h("li", { class: "day", "data-key": day }, dayLabel(date)));
      }
      const node = kept.get(message.id) ?? this.node(message);
      node.classList.toggle("first", side !== message.mine);
      side = message.mine;
      nodes.push(node);
    }
    if (!nodes.length) nodes.push(this.nothing());
    if (this.typing) nodes.push(kept.get("typing") ?? this.keyed(typingBubble(), "typing"));
    for (const node of [...this.log.children]) if (!nodes.includes(node)) node.remove();
    nodes.forEach((node, at) => {
      if (this.log.children[at] !== node) this.log.insertBefore(node, this.log.children[at] ?? null);
    });
    this.react();
  }

  redraw(message) {
    const node = [...this.log.children].find((one) => one.dataset.key === message.id);
    const ticks = node?.querySelector(".ticks");
    if (ticks) ticks.replaceWith(bubble(message, this.act).querySelector(".ticks"));
  }

  markChosen(message) {
    const node = [...this.log.children].find((one) => one.dataset.key === message.id);
    const first = node?.classList.contains("first");
    const fresh = this.node(message);
    fresh.style.animation = "none";
    fresh.classList.toggle("first", first);
    node?.replaceWith(fresh);
  }

  node(message) {
    return this.keyed(bubble(message, this.act, this.chosen(message)), message.id);
  }

  keyed(node, key) {
    node.dataset.key = key;
    return node;
  }

  chosen(message) {
    return this.visible().filter((one) => one.mine && one.reply_to === message.id).at(-1)?.reply_id;
  }

  react() {
    for (const reaction of this.visible().filter((one) => one.kind === "reaction")) {
      const node = [...this.log.children].find((one) => one.dataset.key === reaction.message_id);
      node?.querySelector(".reaction")?.remove();
      if (reaction.emoji) node?.append(h("span", { class: "reaction" }, reaction.emoji));
    }
  }

  nothing() {
    const name = this.phone?.name ?? "";
    const title = name ? `Escreva como ${name.split(" ")[0]} escreveria` : "Nenhum aparelho ainda";
    const text = name ? "A conversa começa com a sua primeira mensagem." : "Escolha uma pessoa ou adicione um número.";
    return this.keyed(
      h("li", { class: "empty" }, name ? avatar(name, this.phone.phone) : null, h("strong", {}, title), text),
      `empty-${this.phone?.phone}`,
    );
  }

  toBottom() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}
