// Swagger UI for the descriptions beside it. "Authorize" takes the access_token of POST /login; it is forgotten with
// the page. Nothing is loaded from elsewhere: the policy of the gateway would not let it.
window.addEventListener("DOMContentLoaded", () => {
  const services = ["user", "message", "presence", "notification", "search", "media"];
  window.ui = window.SwaggerUIBundle({
    dom_id: "#api",
    urls: services.map((name) => ({ name: `${name}-service`, url: `${name}-service.json` })),
    presets: [window.SwaggerUIBundle.presets.apis, window.SwaggerUIStandalonePreset],
    layout: "StandaloneLayout",
    // Its logo has inline styles, which the policy refuses.
    plugins: [() => ({ components: { Logo: () => null } })],
    validatorUrl: null,
    defaultModelsExpandDepth: 0,
    queryConfigEnabled: false,
  });
});
