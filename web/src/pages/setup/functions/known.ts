import { type FunctionConfiguration, getFunction, listFunctions } from '../../../api/aws/lambda';
import { ApiError } from '../../../api/errors';
import { getServer } from '../../../api/server';

export interface KnownFunction {
  name: string;
  /** Those of the operator's file can be invoked, and have no settings to be read. */
  origin: 'uploaded' | 'file';
  configuration?: FunctionConfiguration;
}

interface KnownFunctions {
  functions: KnownFunction[];
  /** Whether uploaded code may run here. */
  mayRun: boolean;
}

/** Lambda's list has what was uploaded; the server tells what its file sets up. */
export const knownFunctions = async (signal: AbortSignal): Promise<KnownFunctions> => {
  const [uploaded, server] = await Promise.all([listFunctions(signal), getServer({ signal })]);
  return {
    functions: [
      ...uploaded.map((configuration) => ({
        name: configuration.FunctionName,
        origin: 'uploaded' as const,
        configuration,
      })),
      ...server.functions.configured.map((name) => ({ name, origin: 'file' as const })),
    ],
    mayRun: server.functions.runs_uploaded_code,
  };
};

/** Undefined: there is none of that name. */
export const knownFunction = async (
  name: string,
  signal: AbortSignal,
): Promise<{ known: KnownFunction | undefined; mayRun: boolean }> => {
  const server = await getServer({ signal });
  const mayRun = server.functions.runs_uploaded_code;
  if (server.functions.configured.includes(name)) return { known: { name, origin: 'file' }, mayRun };
  try {
    const { Configuration } = await getFunction(name, signal);
    return { known: { name, origin: 'uploaded', configuration: Configuration }, mayRun };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { known: undefined, mayRun };
    throw error;
  }
};
