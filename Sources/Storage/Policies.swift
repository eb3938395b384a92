import Database
import Directory
import Identity
import Wire

/// A policy as it was applied: its files to the letter, in force for a time. What they mean is read elsewhere.
package struct StoredPolicy: Dated, Hashable, Sendable {
    /// 1, 2, 3 … in the order in which they were applied.
    package let number: Int
    /// By name, in the order of the names.
    package let files: [File]
    package var period: Period

    package struct File: Hashable, Sendable {
        package let name: String
        package let text: String

        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    package init(number: Int, files: [File], period: Period) {
        self.number = number
        self.files = files.sorted { $0.name < $1.name }
        self.period = period
    }
}

extension StoredPolicy: RecordedFact {
    package static let factTable = FactTable<StoredPolicy>(
        name: "policies", columns: ["number", "files"],
        read: { row, period throws(DatabaseError) in
            let limits = JSONLimits(bytes: .max)
            let object = try? JSONReader.readObject(Array(try row.text(1).utf8), limits: limits)
            var files: [StoredPolicy.File] = []
            for (name, value) in try row.required(object, "the files of a policy").members {
                files.append(StoredPolicy.File(name: name, text: try row.required(value.string, "a file of a policy")))
            }
            return StoredPolicy(
                number: try row.required(Int(exactly: try row.integer(0)), "a policy's number"), files: files,
                period: period)
        },
        write: { policy in
            let files = JSONObject(policy.files.map { ($0.name, JSONValue.string($0.text)) })
            return [
                .integer(Int64(policy.number)), .text(String(decoding: JSONWriter.write(files), as: UTF8.self)),
            ]
        })
}

extension Transaction {
    package func policies(at revision: PermissionRevision) throws(DatabaseError) -> [StoredFact<StoredPolicy>] {
        try facts(of: StoredPolicy.self, at: revision)
    }

    /// The version of a number, whether it ever was in force or not.
    package func policy(number: Int) throws(DatabaseError) -> StoredPolicy? {
        try everRecorded(of: StoredPolicy.self, where: "number = $1", .integer(Int64(number))).last?.fact
    }

    /// The highest number that a version ever had; 0 before the first.
    package func lastPolicyNumber() throws(DatabaseError) -> Int {
        let last = try row("SELECT MAX(number) FROM policies")?.optionalInteger(0) ?? 0
        return Int(clamping: last)
    }
}
