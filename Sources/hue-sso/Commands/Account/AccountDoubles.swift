import ArgumentParser
import Operations
import Wire

struct AccountDoubles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doubles",
        abstract: "Liệt kê những người có thể là một. (List people who are probably one: same name and date of birth.)")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let doubles = try await ProbableDoubles(try await data.installation()).run()
            if output.json { return printJSON(doubles.map(\.listing)) }
            printTable(
                ["TÊN ĐĂNG NHẬP (USERNAME)", "HỌ TÊN (NAME)", "NGÀY SINH (BIRTHDATE)", "NGƯỜI KIA (OTHER)"],
                doubles.map { double in
                    [
                        double.username.text, double.name, double.birthdate.text,
                        double.otherUsername?.text ?? double.other.text,
                    ]
                })
        }
    }
}

extension ProbableDoubles.Double {
    fileprivate var listing: JSONObject {
        [
            "username": .string(username.text), "name": .string(name), "birthdate": .string(birthdate.text),
            "other": .string(other.text), "other_username": otherUsername.map { .string($0.text) } ?? .null,
        ]
    }
}
