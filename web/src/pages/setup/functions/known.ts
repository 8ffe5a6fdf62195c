import { nameOfArn } from '../../../api/aws/arn';
import { type FunctionConfiguration, listFunctions, mayInvoke } from '../../../api/aws/lambda';
import { listBuckets } from '../../../api/aws/s3';
import { getNotifications } from '../../../api/aws/s3-rules';
import { listInvocations } from '../../../api/invocations';
import { forMany, orNone } from '../shared/many';

export interface KnownFunction {
  name: string;
  origin: 'uploaded' | 'file';
  configuration?: FunctionConfiguration;
}

export interface KnownFunctions {
  functions: KnownFunction[];
  /** Whether uploaded code may run here; nobody can tell while there is none. */
  mayRun: boolean | undefined;
}

const BUCKETS_MAX = 40;
const NAMES_MAX = 20;

/** Lambda's list has what was uploaded. What the operator's file sets up shows where it is used. */
const namesInUse = async (signal: AbortSignal): Promise<string[]> => {
  const [invocations, buckets] = await Promise.all([
    orNone(listInvocations({ pageSize: 200, signal }).then((page) => page.invocations)),
    orNone(listBuckets(signal)),
  ]);
  const rules = await forMany(buckets.slice(0, BUCKETS_MAX), (bucket) =>
    orNone(getNotifications(bucket.name, signal)),
  );
  return [
    ...new Set([
      ...invocations.map((one) => one.function),
      ...rules.flat().map((rule) => nameOfArn(rule.functionArn)),
    ]),
  ];
};

export const knownFunctions = async (signal: AbortSignal): Promise<KnownFunctions> => {
  const [uploaded, inUse] = await Promise.all([listFunctions(signal), namesInUse(signal)]);
  const others = inUse.filter((name) => !uploaded.some((one) => one.FunctionName === name));
  const there = await forMany(others.slice(0, NAMES_MAX), async (name) => ({
    name,
    there: (await mayInvoke(name, signal)) !== 'not_there',
  }));
  const [first] = uploaded;
  return {
    functions: [
      ...uploaded.map((configuration) => ({
        name: configuration.FunctionName,
        origin: 'uploaded' as const,
        configuration,
      })),
      ...there.filter((one) => one.there).map(({ name }) => ({ name, origin: 'file' as const })),
    ],
    mayRun: first && (await mayInvoke(first.FunctionName, signal)) !== 'not_allowed',
  };
};
