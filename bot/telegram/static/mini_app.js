"use strict";
// Opened as a Mini App, the page's address carries Telegram's signed data after the «#»; the server verifies them.

function tell(type) {
  const data = "{}";
  if (window.TelegramWebviewProxy) window.TelegramWebviewProxy.postEvent(type, data);
  else if (window.parent !== window) {
    window.parent.postMessage(JSON.stringify({ eventType: type, eventData: {} }), "https://web.telegram.org");
  }
}

const form = document.querySelector("[data-sign-in]");
const initData = new URLSearchParams(window.location.hash.slice(1)).get("tgWebAppData");

if (initData) {
  tell("web_app_ready");
  tell("web_app_expand");
  form.elements.init_data.value = initData;
  form.submit();
} else {
  document.querySelector("[data-waiting]").hidden = true;
  document.querySelector("[data-outside]").hidden = false;
}
