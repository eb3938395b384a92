import Foundation
import Testing

extension EndToEnd.Commands {
    /// `audit`: the log is read, leaves in batches, and goes once it has left and its time is over.
    @Suite(.smallCity)
    struct AuditCommandTests {
        @Test func `events are found by action and person, and shown`() async throws {
            let city = try Installation.current
            let found = try await city.json("audit", "list", "--action", "account-add", "--person", "can.bo.an")
            let event = try #require(found.array?.first)
            #expect(found.array?.count == 1 && event["object"].string == "can.bo.an")
            let number = try #require(event["number"].number)
            let shown = try await city.succeed("audit", "show", "\(Int(number))")
            #expect(shown.contains("account-add") && shown.contains("can.bo.an"))
            let unknown = try await city.run("audit", "list", "--action", "no-such-thing")
            #expect(unknown.code == Exit.badData && unknown.errors.contains("sign-in"), "\(unknown)")
        }

        @Test func `an export is a whole new file whose hash is recorded`() async throws {
            try await Installation.scratch { city in
                let file = city.data.appendingPathComponent("audit.jsonl").path
                let exported = try await city.json("audit", "export", file)
                let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
                #expect(exported["count"].number == Double(lines.count))
                let sum = try await ProgramRun(of: URL(fileURLWithPath: "/usr/bin/sha256sum"), [file])
                #expect(sum.output.hasPrefix(exported["sha256"].string ?? "none"))
                #expect(!FileManager.default.fileExists(atPath: file + ".part"))
                let again = try await city.run("audit", "export", file)
                #expect(again.code == Exit.cannotCreate, "\(again)")
                let batches = try await city.json("audit", "batches")
                #expect(batches.array?.first?["sha256"].string == exported["sha256"].string)
                // Nothing is old enough.
                let pruned = try await city.run("audit", "prune", "--yes")
                #expect(pruned.code == 0 && pruned.output.contains("0 events removed"), "\(pruned)")
                #expect(try await city.allAuditEvents().count == lines.count + 1)
            }
        }

        @Test func `an export that can't be written leaves nothing and counts for nothing`() async throws {
            try await Installation.scratch { city in
                let run = try await city.run("audit", "export", "/dev/full/audit.jsonl")
                #expect(run.code == Exit.cannotCreate, "\(run)")
                #expect(try await city.json("audit", "batches").array?.isEmpty == true)
            }
        }

        @Test func `what a query asks for goes to standard output as CSV`() async throws {
            try await Installation.scratch { city in
                let run = try await city.run(
                    "audit", "export", "-", "--format", "csv", "--action", "policy-apply")
                #expect(run.code == 0 && run.output.hasPrefix("number,moment,action,"), "\(run)")
                #expect(run.output.split(separator: "\r\n").count == 2)
            }
        }
    }
}
