import Database
import Directory
import Identity
import Permissions
import Wire

extension PolicyVersion: RecordedFact {
    package static let factTable = FactTable<PolicyVersion>(
        name: "policies", columns: ["number", "files"],
        read: { row, period in
            let limits = JSONLimits(bytes: .max)
            let object = try? JSONReader.readObject(Array(try row.text(1).utf8), limits: limits)
            var files: [PolicyFile] = []
            for file in try row.required(object, "the files of a policy").members {
                let text = try row.required(file.value.string, "a file of a policy")
                files.append(PolicyFile(name: file.name, text: text))
            }
            return PolicyVersion(
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
    package var policies: Facts<PolicyVersion, Self> { Facts(transaction: self) }
}

extension Facts where Fact == PolicyVersion {
    /// The version of a number, whether it ever was in force or not.
    package func find(number: Int) throws -> PolicyVersion? {
        try everRecorded(where: "number = $1", .integer(Int64(number))).last?.fact
    }

    /// The highest number that a version ever had; 0 before the first.
    package func lastNumber() throws -> Int {
        Int(clamping: try transaction.row("SELECT MAX(number) FROM policies")?.optionalInteger(0) ?? 0)
    }
}
