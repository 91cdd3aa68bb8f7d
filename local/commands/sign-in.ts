// `npm run -s sign-in -- --as noa`: a colleague at the desk of the running engine, to see how two work beside each other.
import { runningEngine } from '../data-directory.ts';
import { readOptions } from './options.ts';

const USAGE = `npm run -s sign-in -- --as ID [--name NAME] [--role agent|lead|admin] [--data DIR]
  --as    who it is: small letters, digits and hyphens
  --name  what colleagues and customers call them (default: the id)
  --role  what they may do (default agent)
  --data  data directory of the running engine (default .moked)
Prints the console's address with their sign-in. A sign-in is a tab's own: open it in another one.`;

const { values } = readOptions(USAGE, { options: { as: { type: 'string' }, name: { type: 'string' }, role: { type: 'string', default: 'agent' }, data: { type: 'string', default: '.moked' }, help: { type: 'boolean' } } });
if (values.as === undefined) {
  console.error('Who signs in? --as is missing. --help says what there is.');
  process.exit(2);
}
const engine = runningEngine(values.data);
if (!engine) {
  console.error(`No engine is running on ${values.data}. Start it with npm start, or name its directory with --data.`);
  process.exit(3);
}
const answer = await fetch(`${engine.api}/engine/sign-ins`, { method: 'POST', headers: { authorization: `Bearer ${engine.token}`, 'content-type': 'application/json' }, body: JSON.stringify({ id: values.as, name: values.name ?? values.as, role: values.role }) });
const said = await answer.json() as { token?: string; message?: string };
if (said.token === undefined) {
  console.error(`The engine gives no sign-in for that: ${said.message ?? `it answered ${answer.status}`}.`);
  process.exit(answer.status === 400 ? 2 : 1);
}
console.log(`${engine.api}/?token=${said.token}`);
