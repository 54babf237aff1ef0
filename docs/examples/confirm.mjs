// Confirms every order that waits. SHOP is the address, KEY a key of the console; Node 18 or newer, no packages.
const { SHOP = 'http://127.0.0.1:8080', KEY } = process.env;

async function ask(method, path, json, headers = {}) {
  const answer = await fetch(SHOP + path, { method, signal: AbortSignal.timeout(10_000), body: json && JSON.stringify(json),
    headers: { authorization: `Bearer ${KEY}`, ...(json && { 'content-type': 'application/json' }), ...headers } });
  return { status: answer.status, json: await answer.json() };
}

const { status, json } = await ask('GET', '/admin/orders?status=pending');
if (status !== 200) throw new Error(json.error);
for (const { id, number, version } of json.orders) {
  // If-Match: whoever else changed the order since we looked goes first, and we are told (412).
  const moved = await ask('PUT', `/admin/orders/${id}/status`, { status: 'confirmed' }, { 'if-match': `"${version}"` });
  console.log(number, moved.status === 200 ? moved.json.status : moved.json.error);
}
