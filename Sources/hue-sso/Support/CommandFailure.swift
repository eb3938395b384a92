import ArgumentParser
import Database
import Foundation
import OpenIDConnect
import Server

/// Why a command did not do what it was asked: a sentence for standard error and a code of sysexits(3).
struct CommandFailure: Error {
    let text: String
    let code: Int32

    /// The input can't be used (`EX_DATAERR`).
    static func badData(_ text: String) -> CommandFailure { CommandFailure(text: text, code: EX_DATAERR) }
    /// What was named isn't there (`EX_NOINPUT`).
    static func notFound(_ text: String) -> CommandFailure { CommandFailure(text: text, code: EX_NOINPUT) }
    /// What was to be made is there already (`EX_CANTCREAT`).
    static func alreadyThere(_ text: String) -> CommandFailure { CommandFailure(text: text, code: EX_CANTCREAT) }
    /// The person at the terminal said no (`EX_NOPERM`).
    static let notConfirmed = CommandFailure(text: "nothing was changed", code: EX_NOPERM)
}

/// Runs a command's work and turns its errors into a line on standard error and an exit code.
func reporting(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch let error as CommandFailure {
        try fail(error.text, error.code)
    } catch let error as ConfigurationErrors {
        try fail(error.description, EX_CONFIG)
    } catch let error as KeyVaultError {
        try fail(error.description, EX_CONFIG)
    } catch let error as DatabaseError {
        try fail(error.description, EX_UNAVAILABLE)
    } catch let error as ClientRegistrationError {
        try fail(error.description, EX_DATAERR)
    }
}

private func fail(_ text: String, _ code: Int32) throws -> Never {
    for line in text.split(separator: "\n") {
        FileHandle.standardError.write(Data("hue-sso: \(line)\n".utf8))
    }
    throw ExitCode(code)
}
