// What a shop's own code would do with its pictures, through @aligent/bigcommerce-api as it comes.
// Arguments: the session's name, where the API is, the tokens by role, a file with a picture.
// Standard output: what the client gave back, as JSON.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { Management, fetchTransport } from '@aligent/bigcommerce-api';
import FormData from 'form-data';

const [name, baseUrl, tokens, picture] = process.argv.slice(2);
const IMAGES = '/catalog/products/{product_id}/images';
const IMAGE = `${IMAGES}/{image_id}`;
const PRODUCT = '/catalog/products/{product_id}';
const SOURCE = 'https://cdn.example.com/mug.png';

// The client's own address and agent are HTTPS; its transport takes others.
function clientOf(role) {
  const headers = { 'X-Auth-Token': JSON.parse(tokens)[role] };
  return new Management.V3.Client(fetchTransport({ baseUrl, headers, agent: new Agent({ keepAlive: true }) }));
}

// What the client throws names the status and the body of the answer.
async function refusal(promise) {
  const error = await promise.then(() => undefined, (thrown) => thrown);
  const [, status, body] = /: (\d{3}) - (.*)$/s.exec(error?.message ?? '') ?? [];
  if (!status) throw error ?? new Error('it was not refused');
  return { status: Number(status), body: JSON.parse(body) };
}

async function all(items) {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

function form(fields, data) {
  const body = new FormData();
  for (const [key, value] of Object.entries(fields)) body.append(key, String(value));
  if (data) body.append('image_file', data, 'mug.png');
  return { body: body.getBuffer(), header: body.getHeaders() };
}

const client = clientOf('full');
const mug = { name: 'Tin mug', type: 'physical', weight: 0.4, price: 12.5, sku: 'TIN' };

async function gallery() {
  const product = await client.post('/catalog/products', { body: mug });
  const path = { product_id: product.id };
  const facts = { product };
  facts.empty = [await client.get(IMAGES, { path }), await all(client.list(IMAGES, { path }))];
  const add = (body) => client.post(IMAGES, { path, body });
  facts.first = await add({ image_url: SOURCE, description: 'first' });
  facts.second = await add({ image_url: SOURCE, description: 'second', is_thumbnail: true, sort_order: 1 });
  facts.third = await client.post(IMAGES, {
    path,
    ...form({ description: 'third', sort_order: 2 }, readFileSync(picture)),
  });
  const at = (image) => ({ ...path, image_id: image.id });
  facts.listed = await all(client.list(IMAGES, { path, query: { limit: 2 } }));
  facts.read = await client.get(IMAGE, { path: at(facts.second) });
  facts.fields = await client.get(IMAGE, { path: at(facts.second), query: { include_fields: ['description', 'sort_order'] } });
  facts.included = await client.get(PRODUCT, { path, query: { include: ['images', 'primary_image'] } });
  facts.moved = await client.put(IMAGE, { path: at(facts.first), body: { sort_order: 1 } });
  facts.relisted = await client.get(IMAGES, { path });
  facts.replaced = await client.put(IMAGE, { path: at(facts.first), ...form({}, readFileSync(picture)) });
  facts.deleted = await client.delete(IMAGE, { path: at(facts.second) });
  facts.gone = await client.get(IMAGE, { path: at(facts.second) });
  facts.left = await client.get(IMAGES, { path });
  facts.closed = await client.delete(PRODUCT, { path });
  facts.nothing = [await client.get(IMAGES, { path }), await client.get(IMAGE, { path: at(facts.first) })];
  return facts;
}

async function refusals() {
  const product = await client.post('/catalog/products', { body: mug });
  const other = await client.post('/catalog/products', { body: { ...mug, name: 'Other mug', sku: 'OTHER' } });
  const path = { product_id: product.id };
  const image = await client.post(IMAGES, { path, body: { image_url: SOURCE } });
  const add = (body, who = client) => refusal(who.post(IMAGES, { path, body }));
  const change = (body, where = {}) => refusal(client.put(IMAGE, { path: { ...path, image_id: image.id, ...where }, body }));
  return {
    twin: await refusal(client.post('/catalog/products', { body: mug })),
    nothing: await add({ description: 'no picture' }),
    long: await add({ image_url: `${SOURCE}?${'x'.repeat(255)}` }),
    both: await add({ image_url: SOURCE, image_file: 'mug.png' }),
    several: await add([{ image_url: SOURCE }]),
    unreachable: await add({ image_url: 'https://cdn.example.invalid/mug.png' }),
    form: await refusal(client.post(IMAGES, { path, ...form({ image_url: SOURCE }) })),
    text: await refusal(client.post(IMAGES, { path, ...form({}, Buffer.from('only a text')) })),
    order: await change({ sort_order: 2 ** 31 }),
    elsewhere: await change({ sort_order: 5 }, { product_id: other.id }),
    missing: await change({ sort_order: 5 }, { image_id: 999999 }),
    nowhere: await refusal(all(client.list(IMAGES, { path: { product_id: 999999 } }))),
    reader: await add({ image_url: SOURCE }, clientOf('read-only')),
    unchanged: (await clientOf('read-only').get(IMAGES, { path })).map((each) => each.id === image.id && each.sort_order),
  };
}

// One request more than a window lets in.
async function patience() {
  const found = [];
  for (let number = 0; number < 151; number += 1) {
    found.push((await client.get(PRODUCT, { path: { product_id: 1 } })).id);
  }
  return found;
}

console.log(JSON.stringify(await { gallery, refusals, patience }[name]()));
