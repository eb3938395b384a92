import ArgumentParser
import Directory
import Identity
import Wire

/// Names a post.
struct PostOptions: ParsableArguments {
    @Option(name: .long, help: "Mã đơn vị, ví dụ H57.05. (The unit's id, such as H57.05.)")
    var unit: String

    @Option(
        name: .long,
        help: """
            Tên ngắn của chức vụ, ví dụ chuyen-vien hoặc truong-phong. \
            (The position's short name, such as chuyen-vien or truong-phong.)
            """)
    var position: String

    func post() throws(CommandFailure) -> Post {
        let what = Bilingual(
            "tên ngắn của chức vụ: chữ thường không dấu, chữ số, - và _",
            "a position: lower-case letters, digits, - and _")
        let position = try parsed(position, what) { Position($0) }
        return Post(position, at: try parsed(unit, .unitID) { UnitID($0) })
    }
}

extension Assignment {
    /// What the command line shows of somebody's time in a post.
    var json: JSONObject {
        [
            "position": .string(post.position.slug), "unit": .string(post.unit.text), "from": .string(period.from.text),
            "until": period.until.map { .string($0.text) } ?? .null,
        ]
    }
}
