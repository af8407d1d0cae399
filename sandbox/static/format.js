// Dates, numbers and the chat's light formatting: *bold* _italic_ ~strike~ `code` and links.
import { h } from "./dom.js";

const ZONE = "America/Sao_Paulo";
const TIME = new Intl.DateTimeFormat("pt-BR", { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
const DAY = new Intl.DateTimeFormat("pt-BR", { day: "numeric", month: "long", timeZone: ZONE });
const KEY = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });
const REAIS = new Intl.NumberFormat("pt-BR", { style: "currency", currency: "BRL" });

export const time = (date) => TIME.format(date);
export const dayKey = (date) => KEY.format(date);
export const reais = (cents) => REAIS.format(cents / 100);

export function dayLabel(date) {
  const days = Math.round((Date.parse(dayKey(new Date())) - Date.parse(dayKey(date))) / 86400000);
  if (days === 0) return "Hoje";
  if (days === 1) return "Ontem";
  return DAY.format(date);
}

export function phone(digits) {
  const parts = /^55(\d{2})(\d{4,5})(\d{4})$/.exec(digits);
  return parts ? `+55 ${parts[1]} ${parts[2]}-${parts[3]}` : `+${digits}`;
}

export function size(bytes) {
  if (bytes >= 1048576) return `${(bytes / 1048576).toFixed(1).replace(".", ",")} MB`;
  return `${Math.max(1, Math.round(bytes / 1024))} kB`;
}

const EDGE = "(?<![\\p{L}\\p{N}])";
const END = "(?![\\p{L}\\p{N}])";
const MARKS = [
  [/```([^]+?)```/u, "code"],
  [/`([^`\n]+)`/u, "code"],
  [/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/u, "a"],
  [new RegExp(`${EDGE}\\*(\\S(?:[^*\\n]*\\S)?)\\*${END}`, "u"), "strong"],
  [new RegExp(`${EDGE}_(\\S(?:[^_\\n]*\\S)?)_${END}`, "u"), "em"],
  [new RegExp(`${EDGE}~(\\S(?:[^~\\n]*\\S)?)~${END}`, "u"), "s"],
];

export function rich(text) {
  let first = null;
  for (const [pattern, tag] of MARKS) {
    const match = pattern.exec(text);
    if (match && (!first || match.index < first.match.index)) first = { match, tag };
  }
  if (!first) return text ? [text] : [];
  const { match, tag } = first;
  const raw = tag === "a" || tag === "code";
  const link = tag === "a" ? { href: match[1], target: "_blank", rel: "noopener noreferrer" } : {};
  return [
    ...rich(text.slice(0, match.index)),
    h(tag, link, ...(raw ? [match[1]] : rich(match[1]))),
    ...rich(text.slice(match.index + match[0].length)),
  ];
}
