import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApplyWorkspaceEditParams } from "vscode-languageclient/node";
import { previewed } from "../src/preview";

const NOWHERE = "file:///storage/nothing";

function edit(needsConfirmation: boolean): ApplyWorkspaceEditParams {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return {
    label: "Fix",
    edit: {
      documentChanges: [
        { textDocument: { uri: "file:///a.py", version: null }, edits: [{ range, newText: "x", annotationId: "a" }] },
      ],
      changeAnnotations: { a: { label: "Fix a.py", description: "1 finding", needsConfirmation } },
    },
  };
}

test("an edit that need not be confirmed is left as it is", () => {
  const params = edit(false);

  assert.equal(previewed(params, NOWHERE), params);
  assert.equal(previewed({ edit: {} }, NOWHERE).edit.documentChanges, undefined);
});

test("every change is ticked, and the one that asks for the preview does nothing", () => {
  const { documentChanges = [], changeAnnotations = {} } = previewed(edit(true), NOWHERE).edit;

  assert.deepEqual(changeAnnotations["a"], { label: "Fix a.py", description: "1 finding", needsConfirmation: false });
  assert.deepEqual(documentChanges[0], edit(true).edit.documentChanges?.[0]);
  assert.deepEqual(documentChanges.slice(1), [
    { kind: "delete", uri: NOWHERE, options: { ignoreIfNotExists: true }, annotationId: "mainguard.preview" },
  ]);
  assert.equal(changeAnnotations["mainguard.preview"]?.needsConfirmation, true);
});

test("the files are saved with it", () => {
  assert.equal(previewed(edit(true), NOWHERE).metadata?.isRefactoring, true);
});
