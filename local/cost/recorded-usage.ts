import type { Invocation } from '../invoker.ts';
import { LATENCY_MS, MESSAGE_CHUNK, useOf, waitedMs, type Call } from './calls.ts';
import type { Recorded } from './recorder.ts';
import { started, Usage } from './usage.ts';

const KB = 1024;
const GB = 1024 ** 3;
/** A function has so much of one processor for each megabyte. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MEGABYTES_OF_A_PROCESSOR = 1_769;
const REQUEST_CHUNK = 512 * KB;
/** Durations are billed in whole milliseconds. */
const ROUNDING_MS = 0.5;
/** CloudWatch adds so much to each line. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const BYTES_A_LOG_LINE = 26;
/** The lines that Lambda itself writes for an invocation. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html */
const OWN_LOG_LINES = [
  'START RequestId: 8f5ad3d5-3a8c-4b3c-9c4e-2d1a5b3c7e90 Version: $LATEST\n',
  'END RequestId: 8f5ad3d5-3a8c-4b3c-9c4e-2d1a5b3c7e90\n',
  'REPORT RequestId: 8f5ad3d5-3a8c-4b3c-9c4e-2d1a5b3c7e90\tDuration: 123.45 ms\tBilled Duration: 124 ms\tMemory Size: 512 MB\tMax Memory Used: 120 MB\t\n',
];
export const OWN_LOG_BYTES = OWN_LOG_LINES.reduce((sum, line) => sum + line.length + BYTES_A_LOG_LINE, 0);

interface SqsRecord { body: string; eventSource?: string }

/** What brought an invocation about costs as well: the queue's own calls, the gateway's request, what SES did before. Answers with the queue's messages. */
function arrivalUse({ name, event }: Invocation, usage: Usage): number {
  const given = JSON.parse(event ?? 'null') as { Records?: SqsRecord[]; requestContext?: { http?: unknown }; source?: string; body?: string } | null;
  if (given?.requestContext?.http) usage.add('apiGateway.request', started(given.body?.length ?? 0, REQUEST_CHUNK), name);
  if (given?.source === 'aws.events') usage.add('events.scheduled', 1, name);
  const messages = given?.Records?.filter((record) => record.eventSource === 'aws:sqs') ?? [];
  if (messages.length === 0) return 0;
  usage.add('sqs.request', started(messages.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0), MESSAGE_CHUNK), `${name} receives`).add('sqs.request', 1, `${name} deletes`);
  for (const { body } of messages) {
    const fromSes = /^\{"(?:notificationType|eventType)":"(\w+)"/.exec(body)?.[1];
    if (fromSes === undefined) continue;
    const chunks = started(Buffer.byteLength(body), MESSAGE_CHUNK);
    usage.add('sns.publish', chunks, `${name}: SES tells`).add('sqs.request', chunks, `${name}: SNS hands on`);
    if (fromSes === 'Received') usage.add('ses.receive', 1, name).add('s3.put', 1, 'SES stores the mail');
  }
  return messages.length;
}

/** `items`: messages of a queue. */
export interface FunctionFigures { invocations: number; items: number; cpuMs: number; waitMs: number; billedMs: number }

export interface Measured { usage: Usage; functions: Map<string, FunctionFigures> }

const billedMs = (memoryMb: number, cpuMs: number, waitMs: number, cpuFactor: number): number => cpuMs * cpuFactor * Math.max(1, MEGABYTES_OF_A_PROCESSOR / memoryMb) + waitMs;

/** The function's name as it is in an access key. */
const inKey = (name: string): string => name.replace(/[^A-Za-z0-9]/g, '');
const withoutStage = (name: string): string => name.replace(/^moked-[a-z0-9]+-/, '');

export interface Conditions {
  /** Processor time there for processor time here. */
  cpuFactor: number;
  /** Who spoke to platforms, whose calls are not signed. */
  speaksToPlatforms: string;
  /** What each function wrote to its log. */
  logBytes: Map<string, number>;
}

/** What recorded calls and invocations use of everything that has a price. */
export function usageOf({ calls, invocations }: Recorded, { cpuFactor, speaksToPlatforms, logBytes }: Conditions): Measured {
  const usage = new Usage();
  const names = new Map(invocations.map(({ name }) => [inKey(name), withoutStage(name)]));
  const nameOf = (caller: string | null): string => {
    if (caller === null) return speaksToPlatforms;
    const key = /^LOCAL(.+)W\d+$/.exec(caller)?.[1];
    return (key === undefined ? undefined : names.get(key)) ?? key ?? caller;
  };
  for (const call of calls) useOf(call, nameOf(call.caller), usage);

  const functions = new Map<string, FunctionFigures>();
  const memory = new Map<string, number>();
  for (const invocation of invocations) {
    if (invocation.event === null) continue;
    const name = withoutStage(invocation.name);
    const figures = functions.get(name) ?? { invocations: 0, items: 0, cpuMs: 0, waitMs: 0, billedMs: 0 };
    figures.invocations++;
    figures.cpuMs += invocation.cpuMs;
    functions.set(name, figures);
    memory.set(name, invocation.memoryMb);
    figures.items += arrivalUse({ ...invocation, name }, usage);
  }
  const waits = waitsOf(calls, nameOf);
  for (const [name, figures] of functions) {
    figures.waitMs = waits.get(name) ?? 0;
    const memoryMb = memory.get(name)!;
    figures.billedMs = billedMs(memoryMb, figures.cpuMs, figures.waitMs, cpuFactor) + ROUNDING_MS * figures.invocations;
    usage.add('lambda.request', figures.invocations, name).add('lambda.gbSecond', figures.billedMs / 1_000 * memoryMb / KB, name);
    usage.add('logs.gb', figures.invocations * OWN_LOG_BYTES / GB, `${name}, Lambda's own lines`).add('logs.gb', (logBytes.get(name) ?? 0) / GB, name);
  }
  return { usage, functions };
}

function waitsOf(calls: Call[], nameOf: (caller: string | null) => string): Map<string, number> {
  const waits = new Map<string, number>();
  for (const [caller, own] of Map.groupBy(calls, (call) => call.caller)) {
    const name = nameOf(caller);
    const waited = caller === null ? own.length * LATENCY_MS['platform']! : waitedMs(own);
    waits.set(name, (waits.get(name) ?? 0) + waited);
  }
  return waits;
}

/** What loading the function once costs: billed since August 2025 like any other time, with a whole processor. */
export function loadingOf(invocations: Invocation[], of: string, cpuFactor: number): Usage {
  const loaded = invocations.find(({ event, name }) => event === null && withoutStage(name) === of);
  return new Usage().add('lambda.gbSecond', loaded ? loaded.cpuMs * cpuFactor / 1_000 * loaded.memoryMb / KB : 0, `${of}, loading`);
}
