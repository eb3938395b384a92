import Foundation
import TestSupport

/// A site in Python that signs people in with software that nobody here wrote (`integration_site.py`), set up by what
/// `hue-sso client add --preset` prints.
struct IntegrationSite: Sendable {
    let origin: String
    /// Where a sign-in begins.
    let login: String

    private struct Ready: Decodable {
        let login: String
    }

    static func open<Result: Sendable>(
        _ software: String, on demo: Demo, _ use: @Sendable (IntegrationSite) async throws -> Result
    ) async throws -> Result {
        let port = try freePort()
        let origin = "http://localhost:\(port)"
        let platform = try await Platform.register(preset: software, at: origin, on: demo)
        let folder = try makeTemporaryFolder("integration")
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("integration_site.py")
        let process = try ChildProcess(
            Installed.python(), ["-W", "ignore", script.path, software, String(port)],
            log: folder.appendingPathComponent("log"))
        do {
            process.write(line: JSON.object(["configuration": .string(platform.configuration ?? "")]).text)
            let ready = try await process.readJSON(Ready.self)
            let result = try await use(IntegrationSite(origin: origin, login: ready.login))
            await process.stop()
            return result
        } catch {
            await process.stop()
            throw HTTP.Failure(description: "\(error)\n\(software)'s log ends with:\n\(process.logTail)")
        }
    }
}
