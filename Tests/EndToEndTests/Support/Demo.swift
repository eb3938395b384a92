import Foundation
import Testing

/// A running `hue-sso demo`: the provider, the mock VNeID and the demo platform on free ports of loopback, over
/// a data folder of its own.
struct Demo: Sendable {
    struct Client: Decodable, Sendable {
        let client_id: String
        let client_secret: String?
        let redirect_uris: [String]
        let name: String
    }

    struct Person: Decodable, Sendable {
        let username: String
        let password: String
        let otp: String?
        let description: String

        /// At VNeID people sign in with their 12-digit number.
        var isAtVNeID: Bool { username.count == 12 && username.allSatisfy(\.isNumber) }
    }

    /// The one JSON object that `hue-sso demo --json` prints.
    struct Announcement: Decodable, Sendable {
        let issuer: String
        let vneid: String
        let platform: String
        let hue_s: String
        let clients: [Client]
        let people: [Person]
    }

    struct Nobody: Error, CustomStringConvertible {
        let description: String
    }

    @TaskLocal private static var running: Demo?

    let process: ChildProcess
    /// The folder that is gone when it has stopped.
    private let own: URL
    let data: URL
    let announcement: Announcement
    let metadata: Metadata
    let stage = Stage()

    /// The demo of the suite that runs now (see `.demo`).
    static var current: Demo {
        get throws {
            guard let running else { throw Nobody(description: "this suite lacks the trait .demo") }
            return running
        }
    }

    /// - Parameters:
    ///   - folder: where its data go, other than its log, and where it begins with nothing; `nil` for a folder of its own
    ///     over keys that are made already.
    ///   - descriptors: how many files it may have open, if that is to be fewer than the machine allows.
    static func start(data folder: URL? = nil, descriptors: Int? = nil) async throws -> Demo {
        let program = try Installed.program("hue-sso")
        let original = folder == nil ? try await Original.empty.value : nil
        let own = try makeTemporaryFolder("demo")
        let data = folder ?? own
        try original?.copyAsDemo(into: own)
        let arguments = Assumed.demoArguments(data: data)
        let log = own.appendingPathComponent("demo.log")
        let process =
            if let descriptors {
                try ChildProcess(
                    Installed.prlimit(), ["--nofile=\(descriptors)", program.path] + arguments, log: log)
            } else {
                try ChildProcess(program, arguments, log: log)
            }
        do {
            let announcement = try await process.readJSON(Announcement.self)
            let metadata = try await Metadata.discover(issuer: announcement.issuer)
            return Demo(process: process, own: own, data: data, announcement: announcement, metadata: metadata)
        } catch {
            await process.stop()
            try? FileManager.default.removeItem(at: own)
            throw error
        }
    }

    func stop() async {
        await process.stop()
        try? FileManager.default.removeItem(at: own)
    }

    var issuer: String { announcement.issuer }

    /// Someone whom VNeID knows and lets in: by preference a citizen of level 2.
    func citizen() throws -> Person {
        let people = announcement.people.filter(\.isAtVNeID)
        let preferred = people.first { Assumed.describesLevel2($0.description) }
        guard let person = preferred ?? people.first else {
            throw Nobody(description: "the demo announces nobody with a 12-digit number")
        }
        return person
    }

    /// Someone with an account issued by the city.
    func local() throws -> Person {
        guard let person = announcement.people.first(where: { !$0.isAtVNeID }) else {
            throw Nobody(description: "the demo announces nobody with a local account")
        }
        return person
    }

    /// Runs a test suite over a demo of its own, and shows the end of its log beside each failure.
    struct Trait: SuiteTrait, TestScoping {
        func provideScope(
            for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
        ) async throws {
            let demo = try await Demo.start()
            do {
                try await Demo.$running.withValue(demo) { try await function() }
            } catch {
                await demo.stop()
                throw error
            }
            await demo.stop()
        }
    }

    private static let logHeading = "The demo's log ends with:"

    fileprivate static func addLog(to issue: Issue) -> Issue {
        guard let running else { return issue }
        // The trait applies to the suite and to the test in it; once is enough.
        guard !issue.comments.contains(where: { $0.rawValue.hasPrefix(logHeading) }) else { return issue }
        var issue = issue
        issue.comments.append(Comment(rawValue: "\(logHeading)\n\(running.process.logTail)"))
        return issue
    }
}

extension Trait where Self == Demo.Trait {
    /// The suite gets a running demo (`Demo.current`), started before its first test and stopped after its last.
    static var demo: Self { Demo.Trait() }
}

extension Trait where Self == IssueHandlingTrait {
    /// Each failure shows the end of the demo's log.
    static var demoLog: Self { .compactMapIssues { Demo.addLog(to: $0) } }
}
