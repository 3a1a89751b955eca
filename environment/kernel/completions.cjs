"use strict";

/**
 * What TypeScript's completions ask of the file system, for paths in imports.
 * @param {typeof import("typescript")} ts
 * @param {import("typescript").Program} program
 */
function completionHost(ts, program) {
  const { sys } = ts;
  return {
    getCompilationSettings: () => program.getCompilerOptions(),
    getCurrentDirectory: () => sys.getCurrentDirectory(),
    useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
    fileExists: sys.fileExists,
    readFile: sys.readFile,
    readDirectory: sys.readDirectory,
    directoryExists: sys.directoryExists,
    getDirectories: sys.getDirectories,
    realpath: sys.realpath,
  };
}

/**
 * Completions inside a string: values of its type, or paths of modules. tslab completes identifiers alone.
 * @param {typeof import("typescript")} ts
 * @param {import("typescript").CompletionInfo | undefined} info of TypeScript
 * @param {import("typescript").SourceFile} file of the cell
 * @param {number} position in the file
 * @param {number} prefix characters that tslab puts before the cell
 * @returns undefined outside of strings
 */
function stringCompletions(ts, info, file, position, prefix) {
  const token = ts.findPrecedingToken(position, file);
  if (token === undefined || !ts.isStringLiteralLike(token)) return undefined;
  const from = token.getStart(file) + 1;
  // A string whose closing quote is still to come ends where its line does.
  const to =
    ts.isUnterminatedLiteral?.(token) || token.isUnterminated ? token.end : token.end - 1;
  if (position < from || position > to) return undefined;
  const typed = file.text.slice(from, position);
  const isPath =
    ts.isImportDeclaration(token.parent) ||
    (ts.isCallExpression(token.parent) &&
      token.parent.expression.getText(file) === "require");
  // Of a path the last part is completed, which the entries hold.
  const start = isPath ? from + typed.lastIndexOf("/") + 1 : from;
  const begun = file.text.slice(start, position).toLowerCase();
  const names = (info?.entries ?? []).map(({ name }) => name);
  const fitting = names.filter((name) => name.toLowerCase().startsWith(begun));
  const rest = file.text.slice(position, to);
  const end = isPath && rest.includes("/") ? position + rest.indexOf("/") : to;
  return {
    start: start - prefix,
    end: end - prefix,
    candidates: fitting.sort((a, b) => a.localeCompare(b)),
    original: info,
  };
}

/**
 * What is known of the call whose arguments hold a position, as quick information on a name has it.
 * @param {typeof import("typescript")} ts
 * @param {import("typescript").Program} program
 * @param {import("typescript").SourceFile} file of the cell
 * @param {number} position in the file
 */
function signatureInfo(ts, program, file, position) {
  const token = {
    isCancellationRequested: () => false,
    throwIfCancellationRequested: () => {},
  };
  const reason = { kind: "invoked" };
  const help = ts.SignatureHelp.getSignatureHelpItems(
    program,
    file,
    position,
    reason,
    token,
  );
  if (help === undefined) return undefined;
  const { items, selectedItemIndex, argumentIndex, applicableSpan } = help;
  const item = items[selectedItemIndex];
  const parameters = item.parameters.flatMap(({ displayParts }, i) =>
    i === 0 ? displayParts : [...item.separatorDisplayParts, ...displayParts],
  );
  const parameter = item.parameters[Math.min(argumentIndex, item.parameters.length - 1)];
  const about = parameter?.documentation ?? [];
  const words = about.map(({ text }) => text).join("");
  const here = words === "" ? [] : [{ kind: "text", text: `${parameter.name}: ${words}` }];
  return {
    kind: "",
    kindModifiers: "",
    textSpan: { ...applicableSpan },
    displayParts: [...item.prefixDisplayParts, ...parameters, ...item.suffixDisplayParts],
    documentation: [...item.documentation, ...here],
    tags: item.tags.filter(({ name }) => name !== "param"),
  };
}

module.exports = { completionHost, stringCompletions, signatureInfo };
