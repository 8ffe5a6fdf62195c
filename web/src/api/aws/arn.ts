/** The last part of an ARN: only the name counts here, whatever region and account it says. */
export const nameOfArn = (arn: string): string => arn.split(':').at(-1) ?? arn;

/** Region and account are those of the server's own ARNs, as one that it wrote has them. */
export const functionArn = (name: string, ownArn: string | undefined): string => {
  const [, , , region, account] = (ownArn ?? '').split(':');
  return `arn:aws:lambda:${region || 'us-east-1'}:${account || '123456789012'}:function:${name}`;
};
