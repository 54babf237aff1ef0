// The reference of the API: docs/openapi.yaml, drawn by swagger-ui under the console's strict policy.
(() => {
  // The policy allows nobody to make HTML out of text. DOMPurify, inside swagger-ui, would ask for an
  // exception as it is loaded; without this it does not know that there is such a thing.
  Object.defineProperty(window, 'trustedTypes', { value: undefined });

  // Descriptions are plain paragraphs with a little `code`, and are drawn as elements, not as HTML.
  const plain = ({ React }) => ({ source = '' }) => React.createElement('div', { className: 'renderedMarkdown' },
    ...String(source).trim().split(/\n\s*\n/).filter(Boolean).map((paragraph) => React.createElement('p', null,
      ...paragraph.split(/(`[^`]*`)/).map((part) => (/^`.*`$/s.test(part) ? React.createElement('code', null, part.slice(1, -1)) : part)))));

  addEventListener('DOMContentLoaded', () => {
    window.SwaggerUIBundle({
      url: 'openapi.yaml',
      domNode: document.getElementById('reference'),
      deepLinking: true,
      filter: true,
      docExpansion: 'none',
      defaultModelsExpandDepth: 0,
      supportedSubmitMethods: ['get'], // trying must not change a shop
      validatorUrl: null,
      plugins: [(system) => ({ wrapComponents: { Markdown: () => plain(system) } })],
    });
  });
})();
