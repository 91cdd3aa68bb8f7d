// Node's own type stripping as jest's transform: exact line numbers, no compiler in between.
import { stripTypeScriptTypes } from 'node:module';

export default { process: (source) => ({ code: stripTypeScriptTypes(source) }) };
