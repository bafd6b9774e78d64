// A server that has gone is said to be, and when it is back the page goes on where it was.
// What was asked and nobody heard comes back into the box, and so does what waited.
import { questionBox, takeAllBack } from "./question.js";

let gone = false;
const watch = async () => {
  const answered = await fetch("icon.svg", { cache: "no-store" }).then((got) => got.ok, () => false);
  const said = document.getElementById("server-gone");
  if (answered && gone) location.reload();
  else if (said && !answered) {
    takeAllBack(!gone);  // the server's line is taken back once
    gone = true;
    said.hidden = false;
    said.textContent =
      "The assistant does not answer: it has been ended, or this machine sleeps. Start it again; this page goes on by itself. What you typed is kept.";
  }
};
// Gradio too loads the page anew when it hears of the server again.
addEventListener("pagehide", () => gone && sessionStorage.setItem("draft", questionBox()?.value ?? ""));
setInterval(watch, 3000);
