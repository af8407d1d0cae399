// Hears what happens by server-sent events; the browser itself resumes by Last-Event-ID.
import { desk, later, fragment, morphChildren, tell } from "./common.js";
import { changed as listChanged, reloadList, retrays } from "./list.js";
import { changed as paneChanged, refreshAll } from "./panes.js";
import { heard } from "./alerts.js";

const state = document.getElementById("link-state");
const watch = document.getElementById("watch");
const rewatch = later(async () => {
  const fresh = await fragment(watch.dataset.refresh, "watch");
  if (fresh) morphChildren(watch, fresh);
}, 1000);

function show(name, words) {
  state.dataset.state = name;
  state.lastElementChild.textContent = words;
}

// A refusal (the assistant is starting, say) ends an EventSource for good: a new one goes on from here.
let last = desk?.dataset.after;
let broken = false;

export function listen() {
  const stream = new EventSource(last === undefined ? "/desk/live" : `/desk/live?after=${last}`);
  stream.addEventListener("open", () => {
    show("on", "ao vivo");
    if (broken) tell("");
    broken = false;
  });
  stream.addEventListener("error", () => {
    show("off", "reconectando");
    broken = true;
    tell("Sem conexão. Tentando de novo… O que você escreve continua guardado.");
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  });
  stream.addEventListener("change", (event) => {
    last = event.lastEventId || last;
    const change = JSON.parse(event.data);
    if (watch) return rewatch();
    listChanged(change);
    paneChanged(change);
    heard(change);
  });
  stream.addEventListener("reload", (event) => {
    last = event.lastEventId || last;
    if (watch) return rewatch();
    reloadList();
    retrays();
    refreshAll();
  });
  stream.addEventListener("signed-out", () => {
    stream.close();
    show("off", "sessão encerrada");
    tell("Sua sessão terminou. O que você escreveu ficou guardado. Entre de novo para continuar.");
  });
  if (watch) setInterval(rewatch, 15000);
}
