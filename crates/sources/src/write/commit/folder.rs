//! A folder held open. What is done below it stays below it: links on the way are refused, and it may be moved meanwhile.

use std::ffi::{OsStr, OsString};
use std::fs::{File, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::disk::Disk;
use super::names::Below;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Folder,
    /// Anything else; a link is not what it leads to.
    Other,
}

/// An entry of a folder.
#[derive(Debug)]
pub(super) struct Entry {
    pub name: OsString,
    pub kind: Kind,
}

/// What is remembered of a folder to know it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

#[derive(Debug)]
pub(super) struct Folder {
    file: File,
    /// For messages.
    path: PathBuf,
    disk: Disk,
}

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

impl Folder {
    /// The folder at a path, at the end of links too.
    pub fn open(path: &Path, disk: &Disk) -> io::Result<Self> {
        let fd = rustix::fs::openat(CWD, path, FOLDER, Mode::empty()).map_err(|error| told(path, error))?;
        Ok(Self::of(fd, path.to_owned(), disk))
    }

    fn of(fd: OwnedFd, path: PathBuf, disk: &Disk) -> Self {
        Self { file: File::from(fd), path, disk: disk.clone() }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A second handle of the same folder.
    pub fn again(&self) -> io::Result<Self> {
        Ok(Self { file: self.file.try_clone()?, path: self.path.clone(), disk: self.disk.clone() })
    }

    /// The handle, for locks.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// The folder of this name in it.
    pub fn child(&self, name: impl AsRef<OsStr>) -> io::Result<Self> {
        let path = self.path.join(name.as_ref());
        let fd = rustix::fs::openat(&self.file, name.as_ref(), FOLDER.union(OFlags::NOFOLLOW), Mode::empty());
        Ok(Self::of(fd.map_err(|error| told(&path, error))?, path, &self.disk))
    }

    /// The folder at a path below it.
    pub fn folder(&self, at: &Below) -> io::Result<Self> {
        at.segments().try_fold(self.again()?, |folder, name| folder.child(name))
    }

    /// The folder at a path below it, if there is one.
    pub fn find(&self, at: &Below) -> io::Result<Option<Self>> {
        match self.folder(at) {
            Ok(folder) => Ok(Some(folder)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The folder at a path below it, made where it is missing.
    pub fn make(&self, at: &Below) -> io::Result<Self> {
        at.segments().try_fold(self.again()?, |folder, name| folder.make_child(name))
    }

    /// The folder of this name in it, made if it is missing.
    pub fn make_child(&self, name: impl AsRef<OsStr>) -> io::Result<Self> {
        let name = name.as_ref();
        match self.child(name) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            found => return found,
        }
        self.disk.step()?;
        match rustix::fs::mkdirat(&self.file, name, Mode::from_raw_mode(0o777)) {
            Ok(()) | Err(Errno::EXIST) => self.child(name),
            Err(error) => Err(told(&self.path.join(name), error)),
        }
    }

    /// What a name in it stands for.
    pub fn kind(&self, name: impl AsRef<OsStr>) -> io::Result<Option<Kind>> {
        let name = name.as_ref();
        match rustix::fs::statat(&self.file, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(found) => Ok(Some(kind_of(FileType::from_raw_mode(found.st_mode)))),
            Err(Errno::NOENT | Errno::NOTDIR) => Ok(None),
            Err(error) => Err(told(&self.path.join(name), error)),
        }
    }

    /// What a path below it stands for.
    pub fn kind_at(&self, at: &Below) -> io::Result<Option<Kind>> {
        let Some((folder, name)) = at.split() else { return Ok(Some(Kind::Folder)) };
        self.find(&folder)?.map_or(Ok(None), |folder| folder.kind(name))
    }

    pub fn exists(&self, at: &Below) -> io::Result<bool> {
        Ok(self.kind_at(at)?.is_some())
    }

    /// Who it is.
    pub fn identity(&self) -> io::Result<Identity> {
        identity_of(&rustix::fs::fstat(&self.file)?)
    }

    /// User, group and device.
    pub fn owner(&self) -> io::Result<(u32, u32, u64)> {
        use std::os::unix::fs::MetadataExt;
        let found = self.file.metadata()?;
        Ok((found.uid(), found.gid(), found.dev()))
    }

    pub fn modified(&self) -> io::Result<SystemTime> {
        self.file.metadata()?.modified()
    }

    /// Gives it the permissions another one has.
    pub fn copy_permissions(&self, other: &Self) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let mode = other.file.metadata()?.permissions().mode() & 0o7777;
        self.disk.step()?;
        self.file.set_permissions(Permissions::from_mode(mode))
    }

    /// Its entries; none if it has been removed.
    pub fn entries(&self) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        let found = match Dir::read_from(&self.file) {
            Err(Errno::NOENT) => return Ok(entries),
            found => found.map_err(|error| told(&self.path, error))?,
        };
        for entry in found {
            let entry = entry.map_err(|error| told(&self.path, error))?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes()).to_owned();
            if name == "." || name == ".." {
                continue;
            }
            let kind = match entry.file_type() {
                FileType::Unknown => self.kind(&name)?,
                known => Some(kind_of(known)),
            };
            entries.extend(kind.map(|kind| Entry { name, kind }));
        }
        Ok(entries)
    }

    /// The bytes of a file in it, `None` if there is none; more than `bytes_max` are an error.
    pub fn read(&self, name: &str, bytes_max: u64) -> io::Result<Option<Vec<u8>>> {
        let path = self.path.join(name);
        let Some(file) = self.open_file(name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        if file.metadata()?.is_file() {
            file.take(bytes_max + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 <= bytes_max {
                return Ok(Some(bytes));
            }
        }
        Err(io::Error::new(ErrorKind::InvalidData, format!("{} is no file of ours", path.display())))
    }

    /// The file of this name. What is no plain file does not keep us waiting.
    pub fn open_file(&self, name: &str) -> io::Result<Option<File>> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        match rustix::fs::openat(&self.file, name, flags, Mode::empty()) {
            Ok(fd) => Ok(Some(File::from(fd))),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(told(&self.path.join(name), error)),
        }
    }

    /// Makes a file that is not there yet, or opens the one that is.
    pub fn touch(&self, name: &str) -> io::Result<File> {
        self.disk.step()?;
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let fd = rustix::fs::openat(&self.file, name, flags, Mode::from_raw_mode(0o666));
        fd.map(File::from).map_err(|error| told(&self.path.join(name), error))
    }

    /// Writes a file such that it is there with all its bytes, or as it was, whatever happens: also to the power.
    pub fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let (draft, file) = self.draft(name, bytes)?;
        self.disk.step()?;
        file.sync_all()?;
        self.rename(&draft, self, name)?;
        self.sync()
    }

    /// Writes a file such that it is there with all its bytes, or as it was, unless the power fails.
    pub fn put_unsynced(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let (draft, _) = self.draft(name, bytes)?;
        self.rename(&draft, self, name)
    }

    fn draft(&self, name: &str, bytes: &[u8]) -> io::Result<(String, File)> {
        let draft = format!("{name}.draft");
        self.remove_file(&draft)?;
        let mut file = self.touch(&draft)?;
        self.disk.step()?;
        file.write_all(bytes)?;
        Ok((draft, file))
    }

    /// Makes sure that the bytes of a file outlive a loss of power.
    pub fn sync_file(&self, name: &str) -> io::Result<()> {
        self.disk.step()?;
        self.open_file(name)?.map_or(Ok(()), |file| file.sync_all())
    }

    /// Gives an entry another place, where it replaces a file or an empty folder.
    pub fn rename(&self, name: impl AsRef<OsStr>, to: &Self, new: impl AsRef<OsStr>) -> io::Result<()> {
        self.disk.step()?;
        let renamed = rustix::fs::renameat(&self.file, name.as_ref(), &to.file, new.as_ref());
        renamed.map_err(|error| told(&to.path.join(new.as_ref()), error))
    }

    /// Gives an entry a place where nothing is.
    pub fn place(&self, name: impl AsRef<OsStr>, to: &Self, new: impl AsRef<OsStr>) -> io::Result<()> {
        if to.kind(&new)?.is_some() {
            return Err(told(&to.path.join(new.as_ref()), Errno::EXIST));
        }
        self.rename(name, to, new)
    }

    /// Two entries take each other's place at once.
    pub fn exchange(&self, name: impl AsRef<OsStr>, to: &Self, other: impl AsRef<OsStr>) -> io::Result<()> {
        self.disk.step()?;
        let exchanged = exchange(&self.file, name.as_ref(), &to.file, other.as_ref());
        exchanged.map_err(|error| told(&to.path.join(other.as_ref()), error))
    }

    /// Removes a file or a link; that there is none is fine.
    pub fn remove_file(&self, name: impl AsRef<OsStr>) -> io::Result<()> {
        self.unlink(name.as_ref(), AtFlags::empty())
    }

    /// Removes an empty folder; that there is none is fine.
    pub fn remove_folder(&self, name: impl AsRef<OsStr>) -> io::Result<()> {
        self.unlink(name.as_ref(), AtFlags::REMOVEDIR)
    }

    fn unlink(&self, name: &OsStr, flags: AtFlags) -> io::Result<()> {
        self.disk.step()?;
        match rustix::fs::unlinkat(&self.file, name, flags) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(told(&self.path.join(name), error)),
        }
    }

    /// Removes an entry with all below it; links are removed, not followed.
    pub fn remove_all(&self, name: impl AsRef<OsStr>) -> io::Result<()> {
        let name = name.as_ref();
        match self.kind(name)? {
            None => Ok(()),
            Some(Kind::Other) => self.remove_file(name),
            Some(Kind::Folder) => {
                let folder = self.child(name)?;
                folder.entries()?.iter().try_for_each(|entry| folder.remove_all(&entry.name))?;
                self.remove_folder(name)
            }
        }
    }

    /// Removes the folder at a path below it and those on the way, as far as they are empty.
    pub fn prune(&self, at: &Below) -> io::Result<()> {
        let mut at = at.clone();
        while let Some((parent, name)) = at.split() {
            match self.find(&parent)?.map_or(Ok(()), |folder| folder.remove_folder(name)) {
                Err(error) if is_not_empty(&error) => return Ok(()),
                removed => removed?,
            }
            at = parent;
        }
        Ok(())
    }

    /// Makes sure that its entries outlive a loss of power.
    pub fn sync(&self) -> io::Result<()> {
        self.disk.step()?;
        match self.file.sync_all() {
            // Some file systems do not know this of folders.
            Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
            synced => synced,
        }
    }
}

/// Whether a folder was not removed because there is something in it, or because it is none.
pub(super) fn is_not_empty(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists | ErrorKind::NotADirectory)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(from: impl AsFd, name: &OsStr, to: impl AsFd, other: &OsStr) -> rustix::io::Result<()> {
    rustix::fs::renameat_with(from, name, to, other, rustix::fs::RenameFlags::EXCHANGE)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_from: impl AsFd, _name: &OsStr, _to: impl AsFd, _other: &OsStr) -> rustix::io::Result<()> {
    Err(Errno::NOSYS)
}

fn kind_of(found: FileType) -> Kind {
    if found == FileType::Directory { Kind::Folder } else { Kind::Other }
}

#[expect(clippy::unnecessary_cast, reason = "the types differ between systems")]
fn identity_of(found: &rustix::fs::Stat) -> io::Result<Identity> {
    Ok(Identity { device: found.st_dev as u64, inode: found.st_ino as u64 })
}

/// The error with the path it is about. A link where a folder should be is refused by the system as a loop.
fn told(path: &Path, error: Errno) -> io::Error {
    let error = io::Error::from(error);
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
