// A server that has gone is said to be, and when it is back the page goes on where it was; so it
// does with another one in its place. What was asked and nobody heard comes back into the box, and
// so does what waited.
import { questionBox, takeAllBack } from "./question.js";

const MISSES = 3;  // fewer are of a server that has much to do, or of a machine that wakes up
let misses = 0;
let instance = null;
let gone = false;
const watch = async () => {
  const answer = await fetch("icon.svg", { cache: "no-store" }).catch(() => null);
  const said = document.getElementById("server-gone");
  if (answer?.ok) {
    misses = 0;
    const told = answer.headers.get("instance");
    instance ??= told;
    if (!gone && (!told || told === instance)) return;
    if (!gone) takeAllBack(true);
    gone = true;
    location.reload();
  } else if (++misses >= MISSES && said) {
    takeAllBack(!gone);  // the server's line is taken back once
    gone = true;
    said.hidden = false;
    said.textContent =
      "The assistant does not answer: it has been ended, or this machine sleeps. Start it again; this page goes on by itself. What you typed is kept.";
  }
};
watch();
// Gradio too loads the page anew when it hears of the server again, be it after one look; so does F5.
// A server that answers has what waits in its line, and shows it as cut off.
addEventListener("pagehide", () => {
  const box = questionBox();
  if (!box) return;
  takeAllBack(misses && !gone);
  if (box.value) sessionStorage.setItem("draft", box.value);  // else one may not be in the box yet
});
setInterval(watch, 3000);
