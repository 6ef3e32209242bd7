// One call through a client of the npm registry: `node walk.mjs CLIENT PORT PASSWORD UUID FILE`.
// It prints, as JSON, what the client made of the switch's answers.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [client, port, password, uuid, file] = process.argv.slice(2)
const installed = createRequire(`${process.env.ESL_CLIENTS}/node_modules/`)
const originate = `originate {origination_uuid=${uuid}}sofia/gateway/carrier/14165550178 &park`
const WAIT = 60_000

const told = {}
const quiet = Object.fromEntries(
  ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map(level => [level, () => {}])
)
quiet.child = () => quiet

async function esl () {
  const { FreeSwitchClient, once } = installed('esl')
  const connection = new FreeSwitchClient({ port: Number(port), password, logger: quiet })
  const connected = once(connection, 'connect')
  connection.connect()
  const [call] = await connected
  await call.event_json('BACKGROUND_JOB', 'CHANNEL_EXECUTE_COMPLETE', 'CHANNEL_HANGUP_COMPLETE')
  told.status = (await call.api('status', WAIT)).body
  told.job = (await call.bgapi(originate, WAIT)).body._body
  await call.command_uuid(uuid, 'set', 'said=esl', WAIT)
  told.said = (await call.api(`uuid_getvar ${uuid} said`, WAIT)).body
  const played = await call.command_uuid(uuid, 'playback', file, WAIT)
  told.played = played.body['Application-Response']
  const ended = once(call, 'CHANNEL_HANGUP_COMPLETE')
  await call.hangup_uuid(uuid, 'USER_BUSY')
  told.cause = (await ended)[0].body['Hangup-Cause']
  await call.exit()
  connection.end()
}

async function eslLite () {
  const { FreeSwitchClient } = installed('esl-lite')
  const connection = new FreeSwitchClient({ port: Number(port), password, logger: quiet })
  const ended = new Promise(resolve => connection.on('CHANNEL_HANGUP_COMPLETE', resolve))
  told.status = text(await connection.bgapi('status', WAIT))
  told.job = text(await connection.bgapi(originate, WAIT))
  await connection.command_uuid(uuid, 'set', 'said=esl-lite', WAIT)
  told.said = text(await connection.bgapi(`uuid_getvar ${uuid} said`, WAIT))
  const played = await connection.command_uuid(uuid, 'playback', file, WAIT)
  told.played = data(played)['Application-Response']
  await connection.hangup_uuid(uuid, 'USER_BUSY', WAIT)
  told.cause = data(await ended)['Hangup-Cause']
  connection.end()
}

function data (answer) {
  if (answer instanceof Error) throw answer
  return answer.body.data
}

const text = answer => data(answer)._body

async function modesl () {
  const { Connection } = installed('modesl')
  const connection = await new Promise((resolve, reject) => {
    const opened = new Connection('127.0.0.1', Number(port), password, () => resolve(opened))
    opened.on('error', reject)
  })
  const asked = (act, ...given) => new Promise(resolve => connection[act](...given, resolve))
  await asked('events', 'json', ['CHANNEL_HANGUP_COMPLETE', 'CHANNEL_EXECUTE_COMPLETE'])
  told.status = (await asked('api', 'status', '')).getBody()
  told.job = (await asked('bgapi', ...split(originate))).getBody()
  await asked('execute', 'set', 'said=modesl', uuid)
  told.said = (await asked('api', 'uuid_getvar', [uuid, 'said'])).getBody()
  told.played = (await asked('execute', 'playback', file, uuid)).getHeader('Application-Response')
  const ended = new Promise(resolve =>
    connection.on(`esl::event::CHANNEL_HANGUP_COMPLETE::${uuid}`, resolve))
  await asked('api', 'uuid_kill', [uuid, 'USER_BUSY'])
  told.cause = (await ended).getHeader('Hangup-Cause')
  connection.disconnect()
}

function split (command) {
  const [name, ...rest] = command.split(' ')
  return [name, rest]
}

await { esl, 'esl-lite': eslLite, modesl }[client]()
process.stdout.write(JSON.stringify(told), () => process.exit(0))
