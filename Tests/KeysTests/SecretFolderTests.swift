import Foundation
import TestSupport
import Testing

@testable import Keys

@Suite struct SecretFolderTests {
    @Test func `a folder and those above it are made for our own user, and made once`() throws {
        let directory = try TemporaryDirectory()
        for path in ["a", "b/c/d", "b/e/"] {
            for _ in 0..<2 { try SecretFolder.ensure(directory.path(path)) }
            let mode = try FileManager.default.attributesOfItem(atPath: directory.path(path))[.posixPermissions]
            #expect(mode as? Int == 0o700)
        }
        let mode = try FileManager.default.attributesOfItem(atPath: directory.path("b/c"))[.posixPermissions]
        #expect(mode as? Int == 0o700)
    }

    @Test func `what is no folder can't become one`() throws {
        let directory = try TemporaryDirectory()
        try Data().write(to: URL(fileURLWithPath: directory.path("file")))
        for path in ["file", "file/below", "file/below/it"] {
            #expect(throws: SecretFileError(code: ENOTDIR)) { try SecretFolder.ensure(directory.path(path)) }
        }
    }

    /// Relative paths of one letter are where Foundation's NSString crashes.
    @Test func `the working directory is a folder too`() throws {
        #expect(throws: Never.self) { try SecretFolder.ensure(".") }
        #expect(throws: SecretFileError.self) { try SecretFolder.ensure("") }
    }
}
