// models.mjs -- a pretend server of chat completions, written from the protocol's facts alone: it checks
// what it is asked and plays every failure that is known of the router and of local servers.
import assert from 'node:assert/strict';
import http from 'node:http';

// {url, asked: [{model, system, user, ...}], behave(fn or named failure), stop()}. `behave` gets what was
// asked and gives a text, or {status, body, headers, wait (ms), until (a promise), drop, ...}.
export async function openModels() {
  const models = { asked: [], key: 'hf_pretend_0123456789', answer: () => 'Hello!' };
  const server = http.createServer((rq, rs) => {
    let body = '';
    rq.setEncoding('utf8').on('data', (more) => { body += more; }).on('end', async () => {
      let asked;
      try {
        assert.equal(`${rq.method} ${rq.url}`, 'POST /v1/chat/completions');
        assert.equal(rq.headers['content-type'], 'application/json');
        const json = JSON.parse(body);
        assert.equal(json.stream, false);
        assert.ok(json.max_tokens > 0);
        assert.deepEqual(json.messages.map((m) => m.role), ['system', 'user']);
        const schema = json.response_format?.json_schema;
        if (json.response_format) {
          assert.equal(json.response_format.type, 'json_schema');
          assert.ok(/^[\w-]{1,64}$/.test(schema.name) && schema.strict === true);
          // What strict servers ask of a schema: closed objects, every property required.
          assert.equal(schema.schema.additionalProperties, false);
          assert.deepEqual([...schema.schema.required].sort(), Object.keys(schema.schema.properties).sort());
        }
        asked = { schema, model: json.model, system: json.messages[0].content, user: json.messages[1].content, at: Date.now(), body };
      } catch (problem) {
        models.problem = problem;
        rs.writeHead(400).end(JSON.stringify({ error: problem.message }));
        return;
      }
      models.asked.push(asked);
      if (rq.headers.authorization !== `Bearer ${models.key}`) {
        rs.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"Invalid username or password."}');
        return;
      }
      const said = models.answer(asked, models.asked.length);
      const is = typeof said === 'string' ? { text: said } : said;
      await is.until;
      if (is.wait) await new Promise((resolve) => setTimeout(resolve, is.wait));
      if (is.drop) { rq.socket.destroy(); return; }
      rs.writeHead(is.status ?? 200, { 'content-type': 'application/json', ...is.headers });
      rs.end(is.body ?? JSON.stringify({ id: 'x', object: 'chat.completion', created: 1, model: asked.model,
        choices: [{ index: 0, finish_reason: is.finish ?? 'stop', message: { role: 'assistant', content: is.text === undefined ? null : is.text } }],
        ...(is.usage === null ? {} : { usage: is.usage ?? { prompt_tokens: 500, completion_tokens: 20, total_tokens: 520 } }) }));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  models.url = `http://127.0.0.1:${server.address().port}/v1`;
  models.stop = () => { server.closeAllConnections(); return new Promise((resolve) => server.close(resolve)); };
  models.env = (more = {}) => ({ HUGGINGFACE_API_URL: models.url, HUGGINGFACE_API_KEY: models.key, HUGGINGFACE_MODEL: 'first/one,second/two:cheapest', ...more });
  return models;
}

// Each failure the protocol's facts name, as the server plays it.
export const FAILURES = {
  'bad request': { status: 400, body: '{"error":{"message":"json_schema is not supported","type":"invalid_request_error","code":400}}' },
  unprocessable: { status: 422, body: '{"detail":"unknown field"}' },
  'credits used up': { status: 402, body: '{"error":"You have exceeded your monthly included credits for Inference Providers."}' },
  'unknown model': { status: 404, body: '{"message":"Model not found"}' },
  'asked too often': { status: 429, body: '{"error":"rate limit"}', headers: { 'retry-after': '1' } },
  loading: { status: 503, body: '{"error":"Model first/one is currently loading","estimated_time":20.0}' },
  broken: { status: 500, body: '<html>Internal Server Error</html>' },
  'bad gateway': { status: 502, body: '' },
  'gateway too slow': { status: 504, body: 'timeout' },
  'nothing said': { text: '' },
  'null said': {},
  'only thoughts': { text: '<think>the customer wants' },
  'cut off': { text: 'We are open from', finish: 'length' },
  filtered: { text: '', finish: 'content_filter' },
  'an error in a 200': { body: '{"error":{"message":"overloaded"}}' },
  'no json': { body: 'We are open.' },
  'half a json': { body: '{"choices":[{"message":{"content":"We a' },
  'much too long': { body: JSON.stringify({ choices: [{ message: { content: 'x'.repeat(1_000_000) } }] }) },
  hangs: { wait: 20_000, text: 'too late' },
  'hangs up': { drop: true },
};
