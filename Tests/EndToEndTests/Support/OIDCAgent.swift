import Foundation
import Subprocess

/// oidc-agent of Debian (package oidc-agent-cli): keeps a person's tokens on a machine without a browser, and gets them
/// by the device authorization grant (RFC 8628).
struct OIDCAgent: Sendable {
    private let folder: URL

    /// The short name of the one configuration that it has.
    private static let account = "hue"

    static func run(_ use: @Sendable (OIDCAgent) async throws -> Void) async throws {
        let folder = try makeTemporaryFolder("oidc-agent")
        defer { try? FileManager.default.removeItem(at: folder) }
        let agent = OIDCAgent(folder: folder)
        let process = try ChildProcess(
            Installed.oidcAgent("oidc-agent"), ["--console", "--socket-path", agent.socket.path],
            environment: agent.environment, log: folder.appendingPathComponent("agent.log"))
        do {
            try await agent.waitUntilReady()
            try await use(agent)
            await process.stop()
        } catch {
            await process.stop()
            throw HTTP.Failure(description: "\(error)\noidc-agent's log ends with:\n\(process.logTail)")
        }
    }

    private var socket: URL { folder.appendingPathComponent("socket") }

    private var environment: [Environment.Key: String?] {
        ["HOME": folder.path, "OIDC_SOCK": socket.path, "XDG_CONFIG_HOME": folder.path]
    }

    /// It says nothing when it is ready; then there is its socket.
    private func waitUntilReady() async throws {
        for _ in 0..<100 {
            if FileManager.default.fileExists(atPath: socket.path) { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw HTTP.Failure(description: "oidc-agent makes no socket at \(socket.path)")
    }

    /// Lets it ask for a device code, and waits until it has its tokens.
    /// - Parameter approve: gets the page and the code that it shows.
    func configure(
        _ client: Platform, at issuer: String, scopes: String,
        approve: (_ page: String, _ code: String) async throws -> Void
    ) async throws {
        // It shows the code on standard error.
        let process = try ChildProcess(
            URL(fileURLWithPath: "/bin/sh"),
            [
                "-c", "exec \"$0\" \"$@\" 2>&1", Installed.oidcAgent("oidc-gen").path, "--manual", "--flow=device",
                "--issuer=\(issuer)", "--client-id=\(client.id)", "--client-secret=", "--scope=\(scopes)",
                "--prompt=none", "--no-url-call", "--confirm-yes", "--pw-cmd=echo mat-khau",
                "--redirect-uri=http://localhost:8080", Self.account,
            ],
            environment: environment, log: folder.appendingPathComponent("oidc-gen.log"))
        do {
            let (page, code) = try await process.read { printed in
                Self.shown(String(decoding: printed, as: UTF8.self))
            }
            try await approve(page, code)
            _ = try await process.read { printed in
                String(decoding: printed, as: UTF8.self).contains("Everything setup correctly") ? true : nil
            }
            await process.stop()
        } catch {
            await process.stop()
            throw HTTP.Failure(description: "\(error)\noidc-gen says:\n\(process.logTail)")
        }
    }

    /// The address and the code, once both have been printed.
    private static func shown(_ text: String) -> (page: String, code: String)? {
        let lines = text.split(whereSeparator: \.isNewline)
        let label = "And enter the code: "
        guard let page = lines.first(where: { $0.hasPrefix("http") }),
            let code = lines.first(where: { $0.hasPrefix(label) })
        else { return nil }
        return (String(page), String(code.dropFirst(label.count)))
    }

    /// An access token that it has fetched anew.
    func newToken() async throws -> String {
        let run = try await ProgramRun(
            of: Installed.oidcAgent("oidc-token"), ["--force-new", Self.account], environment: environment)
        guard run.code == 0 else { throw HTTP.Failure(description: "oidc-token: \(run)") }
        return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
