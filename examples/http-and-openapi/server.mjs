// A pet shop on this machine. It is a module tool, whose process lives as long as its run: so does the server in it.
import { createServer } from "node:http";

const pets = [
  { id: 1, name: "Minka", kind: "cat", price: 40 },
  { id: 2, name: "Bello", kind: "dog", price: 90 },
  { id: 3, name: "Blub", kind: "fish", price: 4 },
  { id: 4, name: "Schnurr", kind: "cat", price: 55 },
];
let server;

/** Starts the shop, once, and returns its address. */
export default async function start({ port }) {
  server ??= createServer(answer).listen(port, "127.0.0.1");
  if (!server.listening) {
    await new Promise((resolve, reject) => server.once("listening", resolve).once("error", reject));
  }
  return { url: `http://127.0.0.1:${server.address().port}` };
}

async function answer(request, response) {
  const url = new URL(request.url, "http://shop");
  const [, what, id] = url.pathname.split("/");
  const say = (status, body) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (what === "weather") return say(200, { place: id, days: [{ sky: "sunny", degrees: 21 }] });
  if (request.headers["x-shop-key"] !== "open sesame") return say(401, { problem: "the shop is closed without a key" });
  const body = await read(request);
  const pet = pets.find((each) => each.id === Number(id));
  if (what === "orders") return say(201, { order: 17, pets: JSON.parse(body).pets });
  if (id === undefined && request.method === "POST") {
    const added = { id: pets.length + 1, ...JSON.parse(body) };
    pets.push(added);
    return say(201, added);
  }
  if (id === undefined) return say(200, pets.filter(wanted(url.searchParams)));
  if (pet === undefined) return say(404, { problem: `there is no pet ${id}` });
  if (request.method === "PUT") pet.name = new URLSearchParams(body).get("name");
  return say(200, pet);
}

function wanted(query) {
  const kinds = query.get("kind")?.split(",");
  const max = Number(query.get("price[max]") ?? Infinity);
  return (pet) => (kinds === undefined || kinds.includes(pet.kind)) && pet.price <= max;
}

async function read(request) {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}
