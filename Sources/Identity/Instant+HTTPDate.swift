extension Instant {
    /// The form of a date that HTTP writes, IMF-fixdate (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
    package var httpDate: String {
        let time = CivilTime(self)
        let date = "\(time.day.digits(2)) \(Self.months[time.month - 1]) \(time.year.digits(4))"
        return "\(Self.days[time.weekday]), \(date) \(time.timeOfDay) GMT"
    }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
