// The camera page of the import desk: reads a code from the camera in this browser and sends its text, as if it had
// been pasted into the intake box. No picture leaves the page.
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const form = document.querySelector("form[data-camera]");
const video = form.querySelector("video");
const status = form.querySelector("[data-status]");
const OURS = /^KPL?1:/;
const PAUSE = 120; // milliseconds between two looks: a phone stays cool, and a hand is not faster

prepareZXingModule({ overrides: { locateFile: () => form.dataset.reader } });

async function look(canvas, context) {
  const { videoWidth: width, videoHeight: height } = video;
  if (width && height) {
    canvas.width = width;
    canvas.height = height;
    context.drawImage(video, 0, 0);
    const found = await readBarcodes(context.getImageData(0, 0, width, height), {
      formats: ["QRCode"],
      tryHarder: true,
      maxNumberOfSymbols: 4,
    });
    const code = found.map((symbol) => symbol.text).find((text) => OURS.test(text));
    if (code) {
      for (const track of video.srcObject.getTracks()) track.stop();
      form.elements.text.value = code;
      form.submit();
      return;
    }
  }
  setTimeout(look, PAUSE, canvas, context);
}

async function start() {
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } },
    });
  } catch {
    status.textContent = form.dataset.none;
    return;
  }
  video.hidden = false;
  await video.play();
  status.textContent = form.dataset.looking;
  const canvas = document.createElement("canvas");
  look(canvas, canvas.getContext("2d", { willReadFrequently: true }));
}

start();
