import ArgumentParser
import Directory
import Identity

/// Of which moment a question is, and by whose knowledge.
struct ViewOptions: ParsableArguments {
    @Option(
        name: .long,
        help: """
            Thời điểm được hỏi, theo giờ Huế: '2026-03-03 14:05', hoặc RFC 3339; không nêu là bây giờ. \
            (The moment that is asked about, in Huế's time: '2026-03-03 14:05', or RFC 3339; now, if not given.)
            """)
    var at: String?

    @Option(
        name: .customLong("known-at"),
        help: """
            Theo những gì hồ sơ ghi vào thời điểm này; không nêu là theo hồ sơ hiện nay. \
            (By what the records said at this moment; without it, by what they say today.)
            """)
    var knownAt: String?

    /// The moment that is asked about.
    func moment(_ clock: any WallClock) throws(CommandFailure) -> Instant {
        guard let at else { return clock.now }
        return try typedMoment(at, "--at")
    }

    /// By when the records knew; `nil` for what they say now.
    func known() throws(CommandFailure) -> Instant? {
        guard let knownAt else { return nil }
        return try typedMoment(knownAt, "--known-at")
    }
}

/// A moment that was typed.
func typedMoment(_ text: String, _ option: String) throws(CommandFailure) -> Instant {
    guard let moment = HueTime.moment(text) else {
        throw .badData(
            "\(option) '\(text)' phải viết theo dạng 2026-03-03, '2026-03-03 14:05' theo giờ Huế, hoặc RFC 3339",
            english: "\(option) '\(text)' must read 2026-03-03, '2026-03-03 14:05' in Huế's time, or RFC 3339")
    }
    return moment
}

/// The time between what `--from` and `--until` say; it begins now, where nothing is said.
func typedPeriod(from: String?, until: String?, now: Instant) throws(CommandFailure) -> Period {
    var start = now
    if let from { start = try typedMoment(from, "--from") }
    var end: Instant?
    if let until { end = try typedMoment(until, "--until") }
    guard let period = Period(from: start, until: end) else {
        throw .badData("--until phải sau --from", english: "--until has to be after --from")
    }
    return period
}
