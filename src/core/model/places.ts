/** A folder of a workspace. The path is absolute, as the system writes it. */
export interface NamedFolder {
  readonly name: string;
  readonly path: string;
}

/** Where calls run, and what VS Code's variables of folders and files stand for there. */
export interface Places {
  /** The folder that stands for the workspace: relative paths start there. */
  readonly workspaceFolder?: string;
  /** All folders of the workspace, which `${workspaceFolder:name}` names; they may be several. */
  readonly workspaceFolders?: readonly NamedFolder[];
  /** The file that is open, or that is run: what `${file}` stands for. */
  readonly file?: string;
}

/** The folders of the workspace, the one that stands for it first. */
export function foldersOf({ workspaceFolder, workspaceFolders = [] }: Places): readonly string[] {
  const others = workspaceFolders.map(({ path }) => path).filter((path) => path !== workspaceFolder);
  return workspaceFolder === undefined ? others : [workspaceFolder, ...others];
}

/** The path of a folder of the workspace by its name; of the last as in VS Code, where several have the same. */
export function folderNamed({ workspaceFolders = [] }: Places, name: string): string | undefined {
  return workspaceFolders.findLast((folder) => folder.name === name)?.path;
}
