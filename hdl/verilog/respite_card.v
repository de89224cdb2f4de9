`default_nettype none

// respite_card_axil: respite_card.control.axil
module respite_card_axil (
    input  wire clock,
    input  wire reset,
    input  wire [15:0] awaddr,
    input  wire awvalid,
    output wire awready,
    input  wire [31:0] wdata,
    input  wire [3:0] wstrb,
    input  wire wvalid,
    output wire wready,
    output wire [1:0] bresp,
    output wire bvalid,
    input  wire bready,
    input  wire [15:0] araddr,
    input  wire arvalid,
    output wire arready,
    output wire [31:0] rdata,
    output wire [1:0] rresp,
    output wire rvalid,
    input  wire rready,
    input  wire waits,
    output wire [65:0] access,
    input  wire [31:0] value,
    output wire [5:0] counter_slot,
    input  wire [63:0] counter_value
);
    wire takes;
    reg [31:0] picked;
    reg [65:0] a;
    reg [15:0] w_addr__d;
    reg [15:0] w_addr__q;
    initial w_addr__q = 16'h0;
    reg [31:0] w_data__d;
    reg [31:0] w_data__q;
    initial w_data__q = 32'h0;
    reg w_go__d;
    reg w_go__q;
    initial w_go__q = 1'h0;
    reg w_wait__d;
    reg w_wait__q;
    initial w_wait__q = 1'h0;
    reg b_wait__d;
    reg b_wait__q;
    initial b_wait__q = 1'h0;
    reg [15:0] r_addr__d;
    reg [15:0] r_addr__q;
    initial r_addr__q = 16'h0;
    reg [2:0] r_step__d;
    reg [2:0] r_step__q;
    initial r_step__q = 3'h0;
    reg [31:0] r_found__d;
    reg [31:0] r_found__q;
    initial r_found__q = 32'h0;
    reg [31:0] r_data__d;
    reg [31:0] r_data__q;
    initial r_data__q = 32'h0;
    reg r_wait__d;
    reg r_wait__q;
    initial r_wait__q = 1'h0;

    always @(posedge clock) begin
        w_addr__q <= w_addr__d;
        w_data__q <= w_data__d;
        w_go__q <= w_go__d;
        w_wait__q <= w_wait__d;
        b_wait__q <= b_wait__d;
        r_addr__q <= r_addr__d;
        r_step__q <= r_step__d;
        r_found__q <= r_found__d;
        r_data__q <= r_data__d;
        r_wait__q <= r_wait__d;
    end

    always @* begin
        w_addr__d = w_addr__q;
        w_data__d = w_data__q;
        w_go__d = w_go__q;
        b_wait__d = b_wait__q;
        r_addr__d = r_addr__q;
        r_step__d = r_step__q;
        r_wait__d = r_wait__q;
        w_go__d = takes && (&wstrb);
        if (b_wait__q && bready) begin
            b_wait__d = 1'h0;
        end
        if (takes) begin
            w_addr__d = awaddr;
            w_data__d = wdata;
            b_wait__d = 1'h1;
        end
        if (r_wait__q && rready) begin
            r_wait__d = 1'h0;
        end
        if (r_step__q == 3'h4) begin
            r_step__d = 3'h0;
            r_wait__d = 1'h1;
        end else if (|r_step__q) begin
            r_step__d = r_step__q + 3'h1;
        end else if (arvalid && ~r_wait__q) begin
            r_addr__d = araddr;
            r_step__d = 3'h1;
        end
        if (reset) begin
            w_go__d = 1'h0;
            b_wait__d = 1'h0;
            r_step__d = 3'h0;
            r_wait__d = 1'h0;
        end
    end

    always @* begin
        w_wait__d = w_wait__q;
        w_wait__d = w_go__q;
    end

    always @* begin
        r_found__d = r_found__q;
        r_found__d = value;
    end

    always @* begin
        r_data__d = r_data__q;
        r_data__d = picked;
    end
    assign takes = awvalid && wvalid && ~b_wait__q && ~w_go__q && ~w_wait__q && ~waits;
    assign awready = takes;
    assign wready = takes;
    assign bvalid = b_wait__q;
    assign bresp = 2'h0;
    assign arready = ~(|r_step__q) && ~r_wait__q;
    assign counter_slot = r_addr__q[8:3];

    always @* begin
        picked = r_found__q;
        if (r_addr__q[15:9] == 7'h2) begin
            if (r_addr__q[2]) begin
                picked = counter_value[63:32];
            end else begin
                picked = counter_value[31:0];
            end
        end
    end
    assign rdata = r_data__q;
    assign rvalid = r_wait__q;
    assign rresp = 2'h0;

    always @* begin
        a[0] = w_go__q;
        a[16:1] = w_addr__q;
        a[48:17] = w_data__q;
        a[49] = r_step__q == 3'h1;
        a[65:50] = r_addr__q;
    end
    assign access = a;
endmodule

// respite_card_decoder: respite_card.control.general.decoder
module respite_card_decoder (
    input  wire clock,
    input  wire [65:0] access,
    output wire [2:0] writes,
    input  wire [31:0] values__0,
    input  wire [31:0] values__1,
    input  wire [31:0] values__2,
    input  wire [31:0] values__3,
    input  wire [31:0] values__4,
    input  wire [31:0] values__5,
    input  wire [31:0] values__6,
    input  wire [31:0] values__7,
    input  wire [31:0] values__8,
    input  wire [31:0] values__9,
    input  wire [31:0] values__10,
    input  wire [31:0] values__11,
    input  wire [31:0] values__12,
    output wire [31:0] value
);
    localparam [15:0] write_addresses__0 = 16'h18;
    localparam [15:0] write_addresses__1 = 16'h30;
    localparam [15:0] write_addresses__2 = 16'h200;
    localparam [15:0] read_addresses__0 = 16'h18;
    localparam [15:0] read_addresses__1 = 16'h30;
    localparam [15:0] read_addresses__2 = 16'h1c;
    localparam [15:0] read_addresses__3 = 16'h0;
    localparam [15:0] read_addresses__4 = 16'h4;
    localparam [15:0] read_addresses__5 = 16'h8;
    localparam [15:0] read_addresses__6 = 16'hc;
    localparam [15:0] read_addresses__7 = 16'h10;
    localparam [15:0] read_addresses__8 = 16'h14;
    localparam [15:0] read_addresses__9 = 16'h20;
    localparam [15:0] read_addresses__10 = 16'h24;
    localparam [15:0] read_addresses__11 = 16'h28;
    localparam [15:0] read_addresses__12 = 16'h2c;
    reg [2:0] write_hits;
    reg [12:0] read_hits;
    reg [31:0] one;
    reg [31:0] all;
    reg [2:0] written__d;
    reg [2:0] written__q;
    initial written__q = 3'h0;
    reg [12:0] chosen__d;
    reg [12:0] chosen__q;
    initial chosen__q = 13'h0;
    reg [31:0] found__d;
    reg [31:0] found__q;
    initial found__q = 32'h0;

    always @(posedge clock) begin
        written__q <= written__d;
        chosen__q <= chosen__d;
        found__q <= found__d;
    end

    always @* begin
        written__d = written__q;
        written__d = write_hits;
    end

    always @* begin
        chosen__d = chosen__q;
        chosen__d = read_hits;
    end

    always @* begin
        found__d = found__q;
        found__d = all;
    end

    always @* begin
        write_hits = {2'h0, access[0] && (access[16:1] == write_addresses__0)};
        write_hits = {write_hits[2], access[0] && (access[16:1] == write_addresses__1), write_hits[0]};
        write_hits = {access[0] && (access[16:1] == write_addresses__2), write_hits[1:0]};
    end
    assign writes = written__q;

    always @* begin
        read_hits = {12'h0, access[65:50] == read_addresses__0};
        read_hits = {read_hits[12:2], access[65:50] == read_addresses__1, read_hits[0]};
        read_hits = {read_hits[12:3], access[65:50] == read_addresses__2, read_hits[1:0]};
        read_hits = {read_hits[12:4], access[65:50] == read_addresses__3, read_hits[2:0]};
        read_hits = {read_hits[12:5], access[65:50] == read_addresses__4, read_hits[3:0]};
        read_hits = {read_hits[12:6], access[65:50] == read_addresses__5, read_hits[4:0]};
        read_hits = {read_hits[12:7], access[65:50] == read_addresses__6, read_hits[5:0]};
        read_hits = {read_hits[12:8], access[65:50] == read_addresses__7, read_hits[6:0]};
        read_hits = {read_hits[12:9], access[65:50] == read_addresses__8, read_hits[7:0]};
        read_hits = {read_hits[12:10], access[65:50] == read_addresses__9, read_hits[8:0]};
        read_hits = {read_hits[12:11], access[65:50] == read_addresses__10, read_hits[9:0]};
        read_hits = {read_hits[12], access[65:50] == read_addresses__11, read_hits[10:0]};
        read_hits = {access[65:50] == read_addresses__12, read_hits[11:0]};
    end

    always @* begin
        one = 32'h0;
        if (chosen__q[0]) begin
            one = values__0;
        end
        all = one;
        one = 32'h0;
        if (chosen__q[1]) begin
            one = values__1;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[2]) begin
            one = values__2;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[3]) begin
            one = values__3;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[4]) begin
            one = values__4;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[5]) begin
            one = values__5;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[6]) begin
            one = values__6;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[7]) begin
            one = values__7;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[8]) begin
            one = values__8;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[9]) begin
            one = values__9;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[10]) begin
            one = values__10;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[11]) begin
            one = values__11;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[12]) begin
            one = values__12;
        end
        all = all | one;
    end
    assign value = found__q;
endmodule

// respite_card_general: respite_card.control.general
module respite_card_general (
    input  wire clock,
    input  wire reset,
    input  wire [65:0] access,
    output wire [31:0] value,
    input  wire running,
    input  wire busy,
    input  wire halt,
    input  wire dma_idle,
    input  wire snapshot_busy,
    input  wire accepted,
    input  wire completed,
    input  wire fault,
    output wire restart,
    output wire enable,
    output wire drained,
    output wire snapshot,
    output wire snapshot_clear,
    output wire [63:0] now
);
    localparam [15:0] at_cycles = 16'h20;
    localparam [31:0] card_id = 32'h54505352;
    localparam [31:0] abi_version = 32'h10001;
    localparam [31:0] caps0 = 32'h144090a;
    localparam [31:0] caps1 = 32'hff00f3;
    localparam [31:0] clock_hz = 32'h7735940;
    localparam [31:0] max_len = 32'h2580;
    wire restarts;
    wire [2:0] writes;
    wire [31:0] data;
    wire [31:0] status;
    wire [2:0] decoder__writes;
    wire [31:0] decoder__values__0;
    reg [63:0] cycles__d;
    reg [63:0] cycles__q;
    initial cycles__q = 64'h0;
    reg cycles_read__d;
    reg cycles_read__q;
    initial cycles_read__q = 1'h0;
    reg [31:0] cycles_high__d;
    reg [31:0] cycles_high__q;
    initial cycles_high__q = 32'h0;
    reg [31:0] accepted_count__d;
    reg [31:0] accepted_count__q;
    initial accepted_count__q = 32'h0;
    reg [31:0] completed_count__d;
    reg [31:0] completed_count__q;
    initial completed_count__q = 32'h0;
    reg drained_r__d;
    reg drained_r__q;
    initial drained_r__q = 1'h0;
    reg [31:0] scratch__d;
    reg [31:0] scratch__q;
    initial scratch__q = 32'h0;
    reg enable_r__d;
    reg enable_r__q;
    initial enable_r__q = 1'h0;
    reg fault_r__d;
    reg fault_r__q;
    initial fault_r__q = 1'h0;
    reg snap__d;
    reg snap__q;
    initial snap__q = 1'h0;
    reg snap_clear__d;
    reg snap_clear__q;
    initial snap_clear__q = 1'h0;

    respite_card_decoder decoder (
        .clock(clock),
        .access(access),
        .writes(decoder__writes),
        .values__0(decoder__values__0),
        .values__1(scratch__q),
        .values__2(status),
        .values__3(card_id),
        .values__4(abi_version),
        .values__5(caps0),
        .values__6(caps1),
        .values__7(clock_hz),
        .values__8(max_len),
        .values__9(cycles__q[31:0]),
        .values__10(cycles_high__q),
        .values__11(accepted_count__q),
        .values__12(completed_count__q),
        .value(value)
    );

    always @(posedge clock) begin
        cycles__q <= cycles__d;
        cycles_read__q <= cycles_read__d;
        cycles_high__q <= cycles_high__d;
        accepted_count__q <= accepted_count__d;
        completed_count__q <= completed_count__d;
        drained_r__q <= drained_r__d;
        scratch__q <= scratch__d;
        enable_r__q <= enable_r__d;
        fault_r__q <= fault_r__d;
        snap__q <= snap__d;
        snap_clear__q <= snap_clear__d;
    end

    always @* begin
        cycles__d = cycles__q;
        cycles__d = cycles__q + 64'h1;
    end

    always @* begin
        cycles_read__d = cycles_read__q;
        cycles_read__d = access[49] && (access[65:50] == at_cycles);
    end

    always @* begin
        cycles_high__d = cycles_high__q;
        if (cycles_read__q) begin
            cycles_high__d = cycles__q[63:32];
        end
    end

    always @* begin
        accepted_count__d = accepted_count__q;
        completed_count__d = completed_count__q;
        scratch__d = scratch__q;
        enable_r__d = enable_r__q;
        fault_r__d = fault_r__q;
        snap__d = snap__q;
        snap_clear__d = snap_clear__q;
        if (accepted) begin
            accepted_count__d = accepted_count__q + 32'h1;
        end
        if (completed) begin
            completed_count__d = completed_count__q + 32'h1;
        end
        if (fault) begin
            fault_r__d = 1'h1;
        end
        if (~snapshot_busy) begin
            snap__d = 1'h0;
        end
        if (writes[0]) begin
            enable_r__d = data[0];
        end
        if (restarts || halt) begin
            enable_r__d = 1'h0;
        end
        if (writes[1]) begin
            scratch__d = data;
        end
        if (writes[2]) begin
            snap__d = data[0];
            snap_clear__d = data[1];
        end
        if (reset) begin
            accepted_count__d = 32'h0;
            completed_count__d = 32'h0;
            fault_r__d = 1'h0;
            enable_r__d = 1'h0;
            snap__d = 1'h0;
            scratch__d = 32'h0;
        end
    end

    always @* begin
        drained_r__d = drained_r__q;
        drained_r__d = accepted_count__q == completed_count__q;
    end
    assign writes = decoder__writes;
    assign data = access[48:17];
    assign restarts = writes[0] && data[1];
    assign status = {27'h0, fault_r__q, snapshot_busy || snap__q, busy, dma_idle && drained_r__q, running};
    assign decoder__values__0 = {31'h0, enable_r__q};
    assign restart = restarts;
    assign enable = enable_r__q;
    assign drained = drained_r__q;
    assign snapshot = snap__q;
    assign snapshot_clear = snap_clear__q;
    assign now = cycles__q;
endmodule

// respite_card_decoder_2: respite_card.control.sequencer.decoder
module respite_card_decoder_2 (
    input  wire clock,
    input  wire [65:0] access,
    output wire [8:0] writes,
    input  wire [31:0] values__0,
    input  wire [31:0] values__1,
    input  wire [31:0] values__2,
    input  wire [31:0] values__3,
    input  wire [31:0] values__4,
    input  wire [31:0] values__5,
    output wire [31:0] value
);
    localparam [15:0] write_addresses__0 = 16'h100;
    localparam [15:0] write_addresses__1 = 16'h104;
    localparam [15:0] write_addresses__2 = 16'h108;
    localparam [15:0] write_addresses__3 = 16'h10c;
    localparam [15:0] write_addresses__4 = 16'h110;
    localparam [15:0] write_addresses__5 = 16'h114;
    localparam [15:0] write_addresses__6 = 16'h140;
    localparam [15:0] write_addresses__7 = 16'h144;
    localparam [15:0] write_addresses__8 = 16'h148;
    localparam [15:0] read_addresses__0 = 16'h120;
    localparam [15:0] read_addresses__1 = 16'h124;
    localparam [15:0] read_addresses__2 = 16'h128;
    localparam [15:0] read_addresses__3 = 16'h12c;
    localparam [15:0] read_addresses__4 = 16'h130;
    localparam [15:0] read_addresses__5 = 16'h134;
    reg [8:0] write_hits;
    reg [5:0] read_hits;
    reg [31:0] one;
    reg [31:0] all;
    reg [8:0] written__d;
    reg [8:0] written__q;
    initial written__q = 9'h0;
    reg [5:0] chosen__d;
    reg [5:0] chosen__q;
    initial chosen__q = 6'h0;
    reg [31:0] found__d;
    reg [31:0] found__q;
    initial found__q = 32'h0;

    always @(posedge clock) begin
        written__q <= written__d;
        chosen__q <= chosen__d;
        found__q <= found__d;
    end

    always @* begin
        written__d = written__q;
        written__d = write_hits;
    end

    always @* begin
        chosen__d = chosen__q;
        chosen__d = read_hits;
    end

    always @* begin
        found__d = found__q;
        found__d = all;
    end

    always @* begin
        write_hits = {8'h0, access[0] && (access[16:1] == write_addresses__0)};
        write_hits = {write_hits[8:2], access[0] && (access[16:1] == write_addresses__1), write_hits[0]};
        write_hits = {write_hits[8:3], access[0] && (access[16:1] == write_addresses__2), write_hits[1:0]};
        write_hits = {write_hits[8:4], access[0] && (access[16:1] == write_addresses__3), write_hits[2:0]};
        write_hits = {write_hits[8:5], access[0] && (access[16:1] == write_addresses__4), write_hits[3:0]};
        write_hits = {write_hits[8:6], access[0] && (access[16:1] == write_addresses__5), write_hits[4:0]};
        write_hits = {write_hits[8:7], access[0] && (access[16:1] == write_addresses__6), write_hits[5:0]};
        write_hits = {write_hits[8], access[0] && (access[16:1] == write_addresses__7), write_hits[6:0]};
        write_hits = {access[0] && (access[16:1] == write_addresses__8), write_hits[7:0]};
    end
    assign writes = written__q;

    always @* begin
        read_hits = {5'h0, access[65:50] == read_addresses__0};
        read_hits = {read_hits[5:2], access[65:50] == read_addresses__1, read_hits[0]};
        read_hits = {read_hits[5:3], access[65:50] == read_addresses__2, read_hits[1:0]};
        read_hits = {read_hits[5:4], access[65:50] == read_addresses__3, read_hits[2:0]};
        read_hits = {read_hits[5], access[65:50] == read_addresses__4, read_hits[3:0]};
        read_hits = {access[65:50] == read_addresses__5, read_hits[4:0]};
    end

    always @* begin
        one = 32'h0;
        if (chosen__q[0]) begin
            one = values__0;
        end
        all = one;
        one = 32'h0;
        if (chosen__q[1]) begin
            one = values__1;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[2]) begin
            one = values__2;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[3]) begin
            one = values__3;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[4]) begin
            one = values__4;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[5]) begin
            one = values__5;
        end
        all = all | one;
    end
    assign value = found__q;
endmodule

// respite_card_sequencer: respite_card.control.sequencer
module respite_card_sequencer (
    input  wire clock,
    input  wire reset,
    input  wire [65:0] access,
    output wire [31:0] value,
    input  wire restart,
    input  wire dma_idle,
    input  wire drained,
    output wire core_reset,
    output wire halt,
    output wire hold,
    output wire running,
    output wire busy,
    output wire waits,
    output wire [2:0] sa_wr,
    input  wire [2:0] sa_ready,
    output wire [13:0] sa_index,
    output wire [4:0] sa_word,
    output wire [127:0] sa_data,
    output reg  cam_wr,
    output reg  [20:0] cam_place,
    output wire [31:0] cam_spi,
    output wire cam_ah,
    output reg  [1:0] cam_state,
    output wire [13:0] cam_sa,
    output wire query,
    output wire [13:0] query_sa,
    input  wire query_done,
    input  wire [63:0] query_seq,
    input  wire [63:0] query_packets,
    input  wire [63:0] query_octets
);
    localparam [13:0] last_sa = 14'h3ff;
    localparam [13:0] last_bucket = 14'h1ff;
    localparam [4:0] last_word = 5'h10;
    localparam [3:0] Step__Reset = 4'h0;
    localparam [3:0] Step__SweepSa = 4'h1;
    localparam [3:0] Step__SweepCam = 4'h2;
    localparam [3:0] Step__Ready = 4'h3;
    localparam [3:0] Step__Write = 4'h4;
    localparam [3:0] Step__Drain = 4'h5;
    localparam [3:0] Step__Zero = 4'h6;
    localparam [3:0] Step__Query = 4'h7;
    localparam [3:0] Step__Quiesce = 4'h8;
    wire ready;
    wire taken;
    wire [8:0] writes;
    wire [31:0] data_in;
    wire [8:0] decoder__writes;
    reg [31:0] words__0__d;
    reg [31:0] words__0__q;
    initial words__0__q = 32'h0;
    reg [31:0] words__1__d;
    reg [31:0] words__1__q;
    initial words__1__q = 32'h0;
    reg [31:0] words__2__d;
    reg [31:0] words__2__q;
    initial words__2__q = 32'h0;
    reg [31:0] words__3__d;
    reg [31:0] words__3__q;
    initial words__3__q = 32'h0;
    reg [31:0] spi__d;
    reg [31:0] spi__q;
    initial spi__q = 32'h0;
    reg [18:0] entry__d;
    reg [18:0] entry__q;
    initial entry__q = 19'h0;
    reg [20:0] place__d;
    reg [20:0] place__q;
    initial place__q = 21'h0;
    reg cam_go__d;
    reg cam_go__q;
    initial cam_go__q = 1'h0;
    reg [191:0] answer__d;
    reg [191:0] answer__q;
    initial answer__q = 192'h0;
    reg [3:0] step__d;
    reg [3:0] step__q;
    initial step__q = 4'h0;
    reg [15:0] timer__d;
    reg [15:0] timer__q;
    initial timer__q = 16'h0;
    reg [2:0] pending__d;
    reg [2:0] pending__q;
    initial pending__q = 3'h0;
    reg [13:0] index__d;
    reg [13:0] index__q;
    initial index__q = 14'h0;
    reg at_last_sa__d;
    reg at_last_sa__q;
    initial at_last_sa__q = 1'h0;
    reg [4:0] word__d;
    reg [4:0] word__q;
    initial word__q = 5'h0;
    reg [127:0] data__d;
    reg [127:0] data__q;
    initial data__q = 128'h0;
    reg query_go__d;
    reg query_go__q;
    initial query_go__q = 1'h0;
    reg running_r__d;
    reg running_r__q;
    initial running_r__q = 1'h0;
    reg core_reset_r__d;
    reg core_reset_r__q;
    initial core_reset_r__q = 1'h0;
    reg drained_long__d;
    reg drained_long__q;
    initial drained_long__q = 1'h0;
    reg timer_end__d;
    reg timer_end__q;
    initial timer_end__q = 1'h0;

    respite_card_decoder_2 decoder (
        .clock(clock),
        .access(access),
        .writes(decoder__writes),
        .values__0(answer__q[31:0]),
        .values__1(answer__q[63:32]),
        .values__2(answer__q[95:64]),
        .values__3(answer__q[127:96]),
        .values__4(answer__q[159:128]),
        .values__5(answer__q[191:160]),
        .value(value)
    );

    always @(posedge clock) begin
        words__0__q <= words__0__d;
        words__1__q <= words__1__d;
        words__2__q <= words__2__d;
        words__3__q <= words__3__d;
        spi__q <= spi__d;
        entry__q <= entry__d;
        place__q <= place__d;
        cam_go__q <= cam_go__d;
        answer__q <= answer__d;
        step__q <= step__d;
        timer__q <= timer__d;
        pending__q <= pending__d;
        index__q <= index__d;
        at_last_sa__q <= at_last_sa__d;
        word__q <= word__d;
        data__q <= data__d;
        query_go__q <= query_go__d;
        running_r__q <= running_r__d;
        core_reset_r__q <= core_reset_r__d;
        drained_long__q <= drained_long__d;
        timer_end__q <= timer_end__d;
    end

    always @* begin
        spi__d = spi__q;
        if (writes[6]) begin
            spi__d = data_in;
        end
    end

    always @* begin
        entry__d = entry__q;
        if (writes[7]) begin
            entry__d = data_in[18:0];
        end
    end

    always @* begin
        place__d = place__q;
        cam_go__d = cam_go__q;
        cam_go__d = 1'h0;
        if (writes[8]) begin
            place__d = data_in[20:0];
            cam_go__d = ready;
        end
    end

    always @* begin
        answer__d = answer__q;
        if (query_done) begin
            answer__d = {query_octets, query_packets, query_seq};
        end
    end

    always @* begin
        step__d = step__q;
        timer__d = timer__q;
        pending__d = pending__q;
        index__d = index__q;
        word__d = word__q;
        data__d = data__q;
        query_go__d = query_go__q;
        running_r__d = running_r__q;
        drained_long__d = drained_long__q;
        timer_end__d = timer_end__q;
        query_go__d = 1'h0;
        pending__d = pending__q & ~sa_ready;
        timer__d = timer__q + 16'h1;
        drained_long__d = timer__q[5] && drained;
        timer_end__d = &timer__q[15:5];
        case (step__q)
            Step__Reset: begin
                pending__d = 3'h0;
                word__d = 5'h0;
                index__d = 14'h0;
                data__d = 128'h0;
                running_r__d = 1'h0;
                if (timer__q[5]) begin
                    pending__d = 3'h7;
                    step__d = Step__SweepSa;
                end
            end
            Step__SweepSa: begin
                if (taken) begin
                    pending__d = 3'h7;
                    word__d = word__q + 5'h1;
                    if (word__q == last_word) begin
                        word__d = 5'h0;
                        index__d = index__q + 14'h1;
                        if (at_last_sa__q) begin
                            pending__d = 3'h0;
                            index__d = 14'h0;
                            step__d = Step__SweepCam;
                        end
                    end
                end
            end
            Step__SweepCam: begin
                index__d = index__q + 14'h1;
                if (index__q == last_bucket) begin
                    index__d = 14'h0;
                    word__d = word__q + 5'h1;
                end
                if ((word__q == 5'h4) && (index__q == 14'h7)) begin
                    running_r__d = 1'h1;
                    step__d = Step__Ready;
                end
            end
            Step__Ready: begin
                timer__d = 16'h0;
                word__d = data_in[20:16];
                index__d = data_in[13:0];
                data__d = 128'h0;
                if (writes[4]) begin
                    data__d = {words__3__q, words__2__q, words__1__q, words__0__q};
                end
                if (writes[4]) begin
                    pending__d = 3'h7;
                    step__d = Step__Write;
                end
                if (writes[5]) begin
                    if (data_in[17:16] == 2'h1) begin
                        word__d = 5'h0;
                        pending__d = 3'h7;
                        step__d = Step__Drain;
                    end
                    if (data_in[17:16] == 2'h2) begin
                        query_go__d = 1'h1;
                        step__d = Step__Query;
                    end
                end
            end
            Step__Write: begin
                if (taken) begin
                    step__d = Step__Ready;
                end
            end
            Step__Drain: begin
                if (taken && drained_long__q) begin
                    pending__d = 3'h7;
                    step__d = Step__Zero;
                end
            end
            Step__Zero: begin
                if (taken) begin
                    if (word__q == last_word) begin
                        step__d = Step__Ready;
                    end else begin
                        pending__d = 3'h7;
                        word__d = word__q + 5'h1;
                    end
                end
            end
            Step__Query: begin
                if (query_done) begin
                    step__d = Step__Ready;
                end
            end
            default: begin
                // Step::Quiesce
                running_r__d = 1'h0;
                if ((dma_idle && drained_long__q) || timer_end__q) begin
                    timer__d = 16'h0;
                    step__d = Step__Reset;
                end
            end
        endcase
        if (restart) begin
            pending__d = 3'h0;
            timer__d = 16'h0;
            drained_long__d = 1'h0;
            timer_end__d = 1'h0;
            step__d = Step__Quiesce;
        end
        if (reset) begin
            step__d = Step__Reset;
            timer__d = 16'h0;
        end
    end

    always @* begin
        at_last_sa__d = at_last_sa__q;
        at_last_sa__d = index__q == last_sa;
    end

    always @* begin
        core_reset_r__d = core_reset_r__q;
        core_reset_r__d = (step__q == Step__Reset) && ~timer__q[4];
    end
    assign writes = decoder__writes;
    assign data_in = access[48:17];
    assign ready = step__q == Step__Ready;

    always @* begin
        words__0__d = words__0__q;
        if (writes[0]) begin
            words__0__d = data_in;
        end
    end

    always @* begin
        words__1__d = words__1__q;
        if (writes[1]) begin
            words__1__d = data_in;
        end
    end

    always @* begin
        words__2__d = words__2__q;
        if (writes[2]) begin
            words__2__d = data_in;
        end
    end

    always @* begin
        words__3__d = words__3__q;
        if (writes[3]) begin
            words__3__d = data_in;
        end
    end
    assign taken = ~(|pending__q);

    always @* begin
        cam_wr = cam_go__q;
        cam_place = place__q;
        cam_state = entry__q[17:16];
        case (step__q)
            Step__Reset: ;
            Step__SweepSa: ;
            Step__SweepCam: begin
                cam_wr = 1'h1;
                cam_place = {word__q[2], 2'h0, word__q[1:0], 2'h0, index__q};
                cam_state = 2'h0;
            end
            Step__Ready: ;
            Step__Write: ;
            Step__Drain: ;
            Step__Zero: ;
            Step__Query: ;
            default: ;
        endcase
    end
    assign cam_spi = spi__q;
    assign cam_ah = entry__q[18];
    assign cam_sa = entry__q[13:0];
    assign core_reset = core_reset_r__q;
    assign halt = step__q == Step__Quiesce;
    assign hold = step__q == Step__Drain;
    assign waits = step__q == Step__Write;
    assign running = running_r__q;
    assign busy = ~ready;
    assign sa_wr = pending__q;
    assign sa_index = index__q;
    assign sa_word = word__q;
    assign sa_data = data__q;
    assign query = query_go__q;
    assign query_sa = index__q;
endmodule

// respite_card_decoder_3: respite_card.control.events.decoder
module respite_card_decoder_3 (
    input  wire clock,
    input  wire [65:0] access,
    output wire [6:0] writes,
    input  wire [31:0] values__0,
    input  wire [31:0] values__1,
    input  wire [31:0] values__2,
    input  wire [31:0] values__3,
    input  wire [31:0] values__4,
    input  wire [31:0] values__5,
    input  wire [31:0] values__6,
    input  wire [31:0] values__7,
    output wire [31:0] value
);
    localparam [15:0] write_addresses__0 = 16'h180;
    localparam [15:0] write_addresses__1 = 16'h184;
    localparam [15:0] write_addresses__2 = 16'h188;
    localparam [15:0] write_addresses__3 = 16'h18c;
    localparam [15:0] write_addresses__4 = 16'h194;
    localparam [15:0] write_addresses__5 = 16'h198;
    localparam [15:0] write_addresses__6 = 16'h19c;
    localparam [15:0] read_addresses__0 = 16'h180;
    localparam [15:0] read_addresses__1 = 16'h184;
    localparam [15:0] read_addresses__2 = 16'h188;
    localparam [15:0] read_addresses__3 = 16'h18c;
    localparam [15:0] read_addresses__4 = 16'h194;
    localparam [15:0] read_addresses__5 = 16'h198;
    localparam [15:0] read_addresses__6 = 16'h19c;
    localparam [15:0] read_addresses__7 = 16'h190;
    reg [6:0] write_hits;
    reg [7:0] read_hits;
    reg [31:0] one;
    reg [31:0] all;
    reg [6:0] written__d;
    reg [6:0] written__q;
    initial written__q = 7'h0;
    reg [7:0] chosen__d;
    reg [7:0] chosen__q;
    initial chosen__q = 8'h0;
    reg [31:0] found__d;
    reg [31:0] found__q;
    initial found__q = 32'h0;

    always @(posedge clock) begin
        written__q <= written__d;
        chosen__q <= chosen__d;
        found__q <= found__d;
    end

    always @* begin
        written__d = written__q;
        written__d = write_hits;
    end

    always @* begin
        chosen__d = chosen__q;
        chosen__d = read_hits;
    end

    always @* begin
        found__d = found__q;
        found__d = all;
    end

    always @* begin
        write_hits = {6'h0, access[0] && (access[16:1] == write_addresses__0)};
        write_hits = {write_hits[6:2], access[0] && (access[16:1] == write_addresses__1), write_hits[0]};
        write_hits = {write_hits[6:3], access[0] && (access[16:1] == write_addresses__2), write_hits[1:0]};
        write_hits = {write_hits[6:4], access[0] && (access[16:1] == write_addresses__3), write_hits[2:0]};
        write_hits = {write_hits[6:5], access[0] && (access[16:1] == write_addresses__4), write_hits[3:0]};
        write_hits = {write_hits[6], access[0] && (access[16:1] == write_addresses__5), write_hits[4:0]};
        write_hits = {access[0] && (access[16:1] == write_addresses__6), write_hits[5:0]};
    end
    assign writes = written__q;

    always @* begin
        read_hits = {7'h0, access[65:50] == read_addresses__0};
        read_hits = {read_hits[7:2], access[65:50] == read_addresses__1, read_hits[0]};
        read_hits = {read_hits[7:3], access[65:50] == read_addresses__2, read_hits[1:0]};
        read_hits = {read_hits[7:4], access[65:50] == read_addresses__3, read_hits[2:0]};
        read_hits = {read_hits[7:5], access[65:50] == read_addresses__4, read_hits[3:0]};
        read_hits = {read_hits[7:6], access[65:50] == read_addresses__5, read_hits[4:0]};
        read_hits = {read_hits[7], access[65:50] == read_addresses__6, read_hits[5:0]};
        read_hits = {access[65:50] == read_addresses__7, read_hits[6:0]};
    end

    always @* begin
        one = 32'h0;
        if (chosen__q[0]) begin
            one = values__0;
        end
        all = one;
        one = 32'h0;
        if (chosen__q[1]) begin
            one = values__1;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[2]) begin
            one = values__2;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[3]) begin
            one = values__3;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[4]) begin
            one = values__4;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[5]) begin
            one = values__5;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[6]) begin
            one = values__6;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[7]) begin
            one = values__7;
        end
        all = all | one;
    end
    assign value = found__q;
endmodule

// respite_card_events: respite_card.control.events
module respite_card_events (
    input  wire clock,
    input  wire reset,
    input  wire [65:0] access,
    output wire [31:0] value,
    output wire enable,
    output wire [47:0] base,
    output wire [3:0] log2,
    output wire [11:0] head,
    input  wire [11:0] tail,
    output wire [31:0] age,
    output wire [31:0] period,
    output wire [15:0] burst
);
    wire [6:0] writes;
    wire [31:0] data;
    wire [6:0] decoder__writes;
    wire [31:0] decoder__values__1;
    wire [31:0] decoder__values__2;
    wire [31:0] decoder__values__3;
    wire [31:0] decoder__values__6;
    wire [31:0] decoder__values__7;
    reg [31:0] lo__d;
    reg [31:0] lo__q;
    initial lo__q = 32'h0;
    reg [15:0] hi__d;
    reg [15:0] hi__q;
    initial hi__q = 16'h0;
    reg [7:0] control__d;
    reg [7:0] control__q;
    initial control__q = 8'h0;
    reg [11:0] head_r__d;
    reg [11:0] head_r__q;
    initial head_r__q = 12'h0;
    reg [31:0] age_r__d;
    reg [31:0] age_r__q;
    initial age_r__q = 32'h0;
    reg [31:0] period_r__d;
    reg [31:0] period_r__q;
    initial period_r__q = 32'h0;
    reg [15:0] burst_r__d;
    reg [15:0] burst_r__q;
    initial burst_r__q = 16'h0;

    respite_card_decoder_3 decoder (
        .clock(clock),
        .access(access),
        .writes(decoder__writes),
        .values__0(lo__q),
        .values__1(decoder__values__1),
        .values__2(decoder__values__2),
        .values__3(decoder__values__3),
        .values__4(age_r__q),
        .values__5(period_r__q),
        .values__6(decoder__values__6),
        .values__7(decoder__values__7),
        .value(value)
    );

    always @(posedge clock) begin
        lo__q <= lo__d;
        hi__q <= hi__d;
        control__q <= control__d;
        head_r__q <= head_r__d;
        age_r__q <= age_r__d;
        period_r__q <= period_r__d;
        burst_r__q <= burst_r__d;
    end

    always @* begin
        lo__d = lo__q;
        if (writes[0]) begin
            lo__d = data;
        end
    end

    always @* begin
        hi__d = hi__q;
        if (writes[1]) begin
            hi__d = data[15:0];
        end
    end

    always @* begin
        control__d = control__q;
        head_r__d = head_r__q;
        age_r__d = age_r__q;
        period_r__d = period_r__q;
        burst_r__d = burst_r__q;
        if (writes[2]) begin
            control__d = data[7:0];
            head_r__d = 12'h0;
        end
        if (writes[3]) begin
            head_r__d = data[11:0];
        end
        if (writes[4]) begin
            age_r__d = data;
        end
        if (writes[5]) begin
            period_r__d = data;
        end
        if (writes[6]) begin
            burst_r__d = data[15:0];
        end
        if (reset) begin
            control__d = 8'h0;
            head_r__d = 12'h0;
            age_r__d = 32'h0;
            period_r__d = 32'h0;
            burst_r__d = 16'h0;
        end
    end
    assign writes = decoder__writes;
    assign data = access[48:17];
    assign decoder__values__1 = {16'h0, hi__q};
    assign decoder__values__2 = {24'h0, control__q};
    assign decoder__values__3 = {20'h0, head_r__q};
    assign decoder__values__6 = {16'h0, burst_r__q};
    assign decoder__values__7 = {20'h0, tail};
    assign enable = control__q[0];
    assign log2 = control__q[7:4];
    assign base = {hi__q, lo__q};
    assign head = head_r__q;
    assign age = age_r__q;
    assign period = period_r__q;
    assign burst = burst_r__q;
endmodule

// respite_card_decoder_4: respite_card.control.queues.0.decoder
module respite_card_decoder_4 (
    input  wire clock,
    input  wire [65:0] access,
    output wire [6:0] writes,
    input  wire [31:0] values__0,
    input  wire [31:0] values__1,
    input  wire [31:0] values__2,
    input  wire [31:0] values__3,
    input  wire [31:0] values__4,
    input  wire [31:0] values__5,
    input  wire [31:0] values__6,
    input  wire [31:0] values__7,
    output wire [31:0] value
);
    localparam [15:0] write_addresses__0 = 16'h1000;
    localparam [15:0] write_addresses__1 = 16'h1004;
    localparam [15:0] write_addresses__2 = 16'h1008;
    localparam [15:0] write_addresses__3 = 16'h100c;
    localparam [15:0] write_addresses__4 = 16'h1010;
    localparam [15:0] write_addresses__5 = 16'h1014;
    localparam [15:0] write_addresses__6 = 16'h1018;
    localparam [15:0] read_addresses__0 = 16'h1000;
    localparam [15:0] read_addresses__1 = 16'h1004;
    localparam [15:0] read_addresses__2 = 16'h1008;
    localparam [15:0] read_addresses__3 = 16'h100c;
    localparam [15:0] read_addresses__4 = 16'h1010;
    localparam [15:0] read_addresses__5 = 16'h1014;
    localparam [15:0] read_addresses__6 = 16'h1018;
    localparam [15:0] read_addresses__7 = 16'h101c;
    reg [6:0] write_hits;
    reg [7:0] read_hits;
    reg [31:0] one;
    reg [31:0] all;
    reg [6:0] written__d;
    reg [6:0] written__q;
    initial written__q = 7'h0;
    reg [7:0] chosen__d;
    reg [7:0] chosen__q;
    initial chosen__q = 8'h0;
    reg [31:0] found__d;
    reg [31:0] found__q;
    initial found__q = 32'h0;

    always @(posedge clock) begin
        written__q <= written__d;
        chosen__q <= chosen__d;
        found__q <= found__d;
    end

    always @* begin
        written__d = written__q;
        written__d = write_hits;
    end

    always @* begin
        chosen__d = chosen__q;
        chosen__d = read_hits;
    end

    always @* begin
        found__d = found__q;
        found__d = all;
    end

    always @* begin
        write_hits = {6'h0, access[0] && (access[16:1] == write_addresses__0)};
        write_hits = {write_hits[6:2], access[0] && (access[16:1] == write_addresses__1), write_hits[0]};
        write_hits = {write_hits[6:3], access[0] && (access[16:1] == write_addresses__2), write_hits[1:0]};
        write_hits = {write_hits[6:4], access[0] && (access[16:1] == write_addresses__3), write_hits[2:0]};
        write_hits = {write_hits[6:5], access[0] && (access[16:1] == write_addresses__4), write_hits[3:0]};
        write_hits = {write_hits[6], access[0] && (access[16:1] == write_addresses__5), write_hits[4:0]};
        write_hits = {access[0] && (access[16:1] == write_addresses__6), write_hits[5:0]};
    end
    assign writes = written__q;

    always @* begin
        read_hits = {7'h0, access[65:50] == read_addresses__0};
        read_hits = {read_hits[7:2], access[65:50] == read_addresses__1, read_hits[0]};
        read_hits = {read_hits[7:3], access[65:50] == read_addresses__2, read_hits[1:0]};
        read_hits = {read_hits[7:4], access[65:50] == read_addresses__3, read_hits[2:0]};
        read_hits = {read_hits[7:5], access[65:50] == read_addresses__4, read_hits[3:0]};
        read_hits = {read_hits[7:6], access[65:50] == read_addresses__5, read_hits[4:0]};
        read_hits = {read_hits[7], access[65:50] == read_addresses__6, read_hits[5:0]};
        read_hits = {access[65:50] == read_addresses__7, read_hits[6:0]};
    end

    always @* begin
        one = 32'h0;
        if (chosen__q[0]) begin
            one = values__0;
        end
        all = one;
        one = 32'h0;
        if (chosen__q[1]) begin
            one = values__1;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[2]) begin
            one = values__2;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[3]) begin
            one = values__3;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[4]) begin
            one = values__4;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[5]) begin
            one = values__5;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[6]) begin
            one = values__6;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[7]) begin
            one = values__7;
        end
        all = all | one;
    end
    assign value = found__q;
endmodule

// respite_card_queues: respite_card.control.queues.0
module respite_card_queues (
    input  wire clock,
    input  wire reset,
    input  wire [65:0] access,
    output wire [31:0] value,
    input  wire [11:0] head,
    output wire enable,
    output wire [3:0] log2,
    output wire [47:0] sq_base,
    output wire [47:0] cq_base,
    output wire [13:0] capacity,
    output wire [11:0] tail
);
    wire [6:0] writes;
    wire [31:0] data;
    wire [6:0] decoder__writes;
    wire [31:0] decoder__values__1;
    wire [31:0] decoder__values__3;
    wire [31:0] decoder__values__4;
    wire [31:0] decoder__values__5;
    wire [31:0] decoder__values__6;
    wire [31:0] decoder__values__7;
    reg [31:0] sq_lo__d;
    reg [31:0] sq_lo__q;
    initial sq_lo__q = 32'h0;
    reg [15:0] sq_hi__d;
    reg [15:0] sq_hi__q;
    initial sq_hi__q = 16'h0;
    reg [31:0] cq_lo__d;
    reg [31:0] cq_lo__q;
    initial cq_lo__q = 32'h0;
    reg [15:0] cq_hi__d;
    reg [15:0] cq_hi__q;
    initial cq_hi__q = 16'h0;
    reg [7:0] control__d;
    reg [7:0] control__q;
    initial control__q = 8'h0;
    reg [13:0] cap__d;
    reg [13:0] cap__q;
    initial cap__q = 14'h0;
    reg [11:0] bell__d;
    reg [11:0] bell__q;
    initial bell__q = 12'h0;

    respite_card_decoder_4 decoder (
        .clock(clock),
        .access(access),
        .writes(decoder__writes),
        .values__0(sq_lo__q),
        .values__1(decoder__values__1),
        .values__2(cq_lo__q),
        .values__3(decoder__values__3),
        .values__4(decoder__values__4),
        .values__5(decoder__values__5),
        .values__6(decoder__values__6),
        .values__7(decoder__values__7),
        .value(value)
    );

    always @(posedge clock) begin
        sq_lo__q <= sq_lo__d;
        sq_hi__q <= sq_hi__d;
        cq_lo__q <= cq_lo__d;
        cq_hi__q <= cq_hi__d;
        control__q <= control__d;
        cap__q <= cap__d;
        bell__q <= bell__d;
    end

    always @* begin
        sq_lo__d = sq_lo__q;
        if (writes[0]) begin
            sq_lo__d = data;
        end
    end

    always @* begin
        sq_hi__d = sq_hi__q;
        if (writes[1]) begin
            sq_hi__d = data[15:0];
        end
    end

    always @* begin
        cq_lo__d = cq_lo__q;
        if (writes[2]) begin
            cq_lo__d = data;
        end
    end

    always @* begin
        cq_hi__d = cq_hi__q;
        if (writes[3]) begin
            cq_hi__d = data[15:0];
        end
    end

    always @* begin
        control__d = control__q;
        bell__d = bell__q;
        if (writes[4]) begin
            control__d = data[7:0];
            bell__d = 12'h0;
        end
        if (writes[6]) begin
            bell__d = data[11:0];
        end
        if (reset) begin
            control__d = 8'h0;
            bell__d = 12'h0;
        end
    end

    always @* begin
        cap__d = cap__q;
        if (writes[5]) begin
            cap__d = data[13:0];
        end
    end
    assign writes = decoder__writes;
    assign data = access[48:17];
    assign decoder__values__1 = {16'h0, sq_hi__q};
    assign decoder__values__3 = {16'h0, cq_hi__q};
    assign decoder__values__4 = {24'h0, control__q};
    assign decoder__values__5 = {18'h0, cap__q};
    assign decoder__values__6 = {20'h0, bell__q};
    assign decoder__values__7 = {20'h0, head};
    assign enable = control__q[0];
    assign log2 = control__q[7:4];
    assign sq_base = {sq_hi__q, sq_lo__q};
    assign cq_base = {cq_hi__q, cq_lo__q};
    assign capacity = cap__q;
    assign tail = bell__q;
endmodule

// respite_card_decoder_5: respite_card.control.queues.1.decoder
module respite_card_decoder_5 (
    input  wire clock,
    input  wire [65:0] access,
    output wire [6:0] writes,
    input  wire [31:0] values__0,
    input  wire [31:0] values__1,
    input  wire [31:0] values__2,
    input  wire [31:0] values__3,
    input  wire [31:0] values__4,
    input  wire [31:0] values__5,
    input  wire [31:0] values__6,
    input  wire [31:0] values__7,
    output wire [31:0] value
);
    localparam [15:0] write_addresses__0 = 16'h1040;
    localparam [15:0] write_addresses__1 = 16'h1044;
    localparam [15:0] write_addresses__2 = 16'h1048;
    localparam [15:0] write_addresses__3 = 16'h104c;
    localparam [15:0] write_addresses__4 = 16'h1050;
    localparam [15:0] write_addresses__5 = 16'h1054;
    localparam [15:0] write_addresses__6 = 16'h1058;
    localparam [15:0] read_addresses__0 = 16'h1040;
    localparam [15:0] read_addresses__1 = 16'h1044;
    localparam [15:0] read_addresses__2 = 16'h1048;
    localparam [15:0] read_addresses__3 = 16'h104c;
    localparam [15:0] read_addresses__4 = 16'h1050;
    localparam [15:0] read_addresses__5 = 16'h1054;
    localparam [15:0] read_addresses__6 = 16'h1058;
    localparam [15:0] read_addresses__7 = 16'h105c;
    reg [6:0] write_hits;
    reg [7:0] read_hits;
    reg [31:0] one;
    reg [31:0] all;
    reg [6:0] written__d;
    reg [6:0] written__q;
    initial written__q = 7'h0;
    reg [7:0] chosen__d;
    reg [7:0] chosen__q;
    initial chosen__q = 8'h0;
    reg [31:0] found__d;
    reg [31:0] found__q;
    initial found__q = 32'h0;

    always @(posedge clock) begin
        written__q <= written__d;
        chosen__q <= chosen__d;
        found__q <= found__d;
    end

    always @* begin
        written__d = written__q;
        written__d = write_hits;
    end

    always @* begin
        chosen__d = chosen__q;
        chosen__d = read_hits;
    end

    always @* begin
        found__d = found__q;
        found__d = all;
    end

    always @* begin
        write_hits = {6'h0, access[0] && (access[16:1] == write_addresses__0)};
        write_hits = {write_hits[6:2], access[0] && (access[16:1] == write_addresses__1), write_hits[0]};
        write_hits = {write_hits[6:3], access[0] && (access[16:1] == write_addresses__2), write_hits[1:0]};
        write_hits = {write_hits[6:4], access[0] && (access[16:1] == write_addresses__3), write_hits[2:0]};
        write_hits = {write_hits[6:5], access[0] && (access[16:1] == write_addresses__4), write_hits[3:0]};
        write_hits = {write_hits[6], access[0] && (access[16:1] == write_addresses__5), write_hits[4:0]};
        write_hits = {access[0] && (access[16:1] == write_addresses__6), write_hits[5:0]};
    end
    assign writes = written__q;

    always @* begin
        read_hits = {7'h0, access[65:50] == read_addresses__0};
        read_hits = {read_hits[7:2], access[65:50] == read_addresses__1, read_hits[0]};
        read_hits = {read_hits[7:3], access[65:50] == read_addresses__2, read_hits[1:0]};
        read_hits = {read_hits[7:4], access[65:50] == read_addresses__3, read_hits[2:0]};
        read_hits = {read_hits[7:5], access[65:50] == read_addresses__4, read_hits[3:0]};
        read_hits = {read_hits[7:6], access[65:50] == read_addresses__5, read_hits[4:0]};
        read_hits = {read_hits[7], access[65:50] == read_addresses__6, read_hits[5:0]};
        read_hits = {access[65:50] == read_addresses__7, read_hits[6:0]};
    end

    always @* begin
        one = 32'h0;
        if (chosen__q[0]) begin
            one = values__0;
        end
        all = one;
        one = 32'h0;
        if (chosen__q[1]) begin
            one = values__1;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[2]) begin
            one = values__2;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[3]) begin
            one = values__3;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[4]) begin
            one = values__4;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[5]) begin
            one = values__5;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[6]) begin
            one = values__6;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[7]) begin
            one = values__7;
        end
        all = all | one;
    end
    assign value = found__q;
endmodule

// respite_card_queues_2: respite_card.control.queues.1
module respite_card_queues_2 (
    input  wire clock,
    input  wire reset,
    input  wire [65:0] access,
    output wire [31:0] value,
    input  wire [11:0] head,
    output wire enable,
    output wire [3:0] log2,
    output wire [47:0] sq_base,
    output wire [47:0] cq_base,
    output wire [13:0] capacity,
    output wire [11:0] tail
);
    wire [6:0] writes;
    wire [31:0] data;
    wire [6:0] decoder__writes;
    wire [31:0] decoder__values__1;
    wire [31:0] decoder__values__3;
    wire [31:0] decoder__values__4;
    wire [31:0] decoder__values__5;
    wire [31:0] decoder__values__6;
    wire [31:0] decoder__values__7;
    reg [31:0] sq_lo__d;
    reg [31:0] sq_lo__q;
    initial sq_lo__q = 32'h0;
    reg [15:0] sq_hi__d;
    reg [15:0] sq_hi__q;
    initial sq_hi__q = 16'h0;
    reg [31:0] cq_lo__d;
    reg [31:0] cq_lo__q;
    initial cq_lo__q = 32'h0;
    reg [15:0] cq_hi__d;
    reg [15:0] cq_hi__q;
    initial cq_hi__q = 16'h0;
    reg [7:0] control__d;
    reg [7:0] control__q;
    initial control__q = 8'h0;
    reg [13:0] cap__d;
    reg [13:0] cap__q;
    initial cap__q = 14'h0;
    reg [11:0] bell__d;
    reg [11:0] bell__q;
    initial bell__q = 12'h0;

    respite_card_decoder_5 decoder (
        .clock(clock),
        .access(access),
        .writes(decoder__writes),
        .values__0(sq_lo__q),
        .values__1(decoder__values__1),
        .values__2(cq_lo__q),
        .values__3(decoder__values__3),
        .values__4(decoder__values__4),
        .values__5(decoder__values__5),
        .values__6(decoder__values__6),
        .values__7(decoder__values__7),
        .value(value)
    );

    always @(posedge clock) begin
        sq_lo__q <= sq_lo__d;
        sq_hi__q <= sq_hi__d;
        cq_lo__q <= cq_lo__d;
        cq_hi__q <= cq_hi__d;
        control__q <= control__d;
        cap__q <= cap__d;
        bell__q <= bell__d;
    end

    always @* begin
        sq_lo__d = sq_lo__q;
        if (writes[0]) begin
            sq_lo__d = data;
        end
    end

    always @* begin
        sq_hi__d = sq_hi__q;
        if (writes[1]) begin
            sq_hi__d = data[15:0];
        end
    end

    always @* begin
        cq_lo__d = cq_lo__q;
        if (writes[2]) begin
            cq_lo__d = data;
        end
    end

    always @* begin
        cq_hi__d = cq_hi__q;
        if (writes[3]) begin
            cq_hi__d = data[15:0];
        end
    end

    always @* begin
        control__d = control__q;
        bell__d = bell__q;
        if (writes[4]) begin
            control__d = data[7:0];
            bell__d = 12'h0;
        end
        if (writes[6]) begin
            bell__d = data[11:0];
        end
        if (reset) begin
            control__d = 8'h0;
            bell__d = 12'h0;
        end
    end

    always @* begin
        cap__d = cap__q;
        if (writes[5]) begin
            cap__d = data[13:0];
        end
    end
    assign writes = decoder__writes;
    assign data = access[48:17];
    assign decoder__values__1 = {16'h0, sq_hi__q};
    assign decoder__values__3 = {16'h0, cq_hi__q};
    assign decoder__values__4 = {24'h0, control__q};
    assign decoder__values__5 = {18'h0, cap__q};
    assign decoder__values__6 = {20'h0, bell__q};
    assign decoder__values__7 = {20'h0, head};
    assign enable = control__q[0];
    assign log2 = control__q[7:4];
    assign sq_base = {sq_hi__q, sq_lo__q};
    assign cq_base = {cq_hi__q, cq_lo__q};
    assign capacity = cap__q;
    assign tail = bell__q;
endmodule

// respite_card_decoder_6: respite_card.control.queues.2.decoder
module respite_card_decoder_6 (
    input  wire clock,
    input  wire [65:0] access,
    output wire [6:0] writes,
    input  wire [31:0] values__0,
    input  wire [31:0] values__1,
    input  wire [31:0] values__2,
    input  wire [31:0] values__3,
    input  wire [31:0] values__4,
    input  wire [31:0] values__5,
    input  wire [31:0] values__6,
    input  wire [31:0] values__7,
    output wire [31:0] value
);
    localparam [15:0] write_addresses__0 = 16'h1080;
    localparam [15:0] write_addresses__1 = 16'h1084;
    localparam [15:0] write_addresses__2 = 16'h1088;
    localparam [15:0] write_addresses__3 = 16'h108c;
    localparam [15:0] write_addresses__4 = 16'h1090;
    localparam [15:0] write_addresses__5 = 16'h1094;
    localparam [15:0] write_addresses__6 = 16'h1098;
    localparam [15:0] read_addresses__0 = 16'h1080;
    localparam [15:0] read_addresses__1 = 16'h1084;
    localparam [15:0] read_addresses__2 = 16'h1088;
    localparam [15:0] read_addresses__3 = 16'h108c;
    localparam [15:0] read_addresses__4 = 16'h1090;
    localparam [15:0] read_addresses__5 = 16'h1094;
    localparam [15:0] read_addresses__6 = 16'h1098;
    localparam [15:0] read_addresses__7 = 16'h109c;
    reg [6:0] write_hits;
    reg [7:0] read_hits;
    reg [31:0] one;
    reg [31:0] all;
    reg [6:0] written__d;
    reg [6:0] written__q;
    initial written__q = 7'h0;
    reg [7:0] chosen__d;
    reg [7:0] chosen__q;
    initial chosen__q = 8'h0;
    reg [31:0] found__d;
    reg [31:0] found__q;
    initial found__q = 32'h0;

    always @(posedge clock) begin
        written__q <= written__d;
        chosen__q <= chosen__d;
        found__q <= found__d;
    end

    always @* begin
        written__d = written__q;
        written__d = write_hits;
    end

    always @* begin
        chosen__d = chosen__q;
        chosen__d = read_hits;
    end

    always @* begin
        found__d = found__q;
        found__d = all;
    end

    always @* begin
        write_hits = {6'h0, access[0] && (access[16:1] == write_addresses__0)};
        write_hits = {write_hits[6:2], access[0] && (access[16:1] == write_addresses__1), write_hits[0]};
        write_hits = {write_hits[6:3], access[0] && (access[16:1] == write_addresses__2), write_hits[1:0]};
        write_hits = {write_hits[6:4], access[0] && (access[16:1] == write_addresses__3), write_hits[2:0]};
        write_hits = {write_hits[6:5], access[0] && (access[16:1] == write_addresses__4), write_hits[3:0]};
        write_hits = {write_hits[6], access[0] && (access[16:1] == write_addresses__5), write_hits[4:0]};
        write_hits = {access[0] && (access[16:1] == write_addresses__6), write_hits[5:0]};
    end
    assign writes = written__q;

    always @* begin
        read_hits = {7'h0, access[65:50] == read_addresses__0};
        read_hits = {read_hits[7:2], access[65:50] == read_addresses__1, read_hits[0]};
        read_hits = {read_hits[7:3], access[65:50] == read_addresses__2, read_hits[1:0]};
        read_hits = {read_hits[7:4], access[65:50] == read_addresses__3, read_hits[2:0]};
        read_hits = {read_hits[7:5], access[65:50] == read_addresses__4, read_hits[3:0]};
        read_hits = {read_hits[7:6], access[65:50] == read_addresses__5, read_hits[4:0]};
        read_hits = {read_hits[7], access[65:50] == read_addresses__6, read_hits[5:0]};
        read_hits = {access[65:50] == read_addresses__7, read_hits[6:0]};
    end

    always @* begin
        one = 32'h0;
        if (chosen__q[0]) begin
            one = values__0;
        end
        all = one;
        one = 32'h0;
        if (chosen__q[1]) begin
            one = values__1;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[2]) begin
            one = values__2;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[3]) begin
            one = values__3;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[4]) begin
            one = values__4;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[5]) begin
            one = values__5;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[6]) begin
            one = values__6;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[7]) begin
            one = values__7;
        end
        all = all | one;
    end
    assign value = found__q;
endmodule

// respite_card_queues_3: respite_card.control.queues.2
module respite_card_queues_3 (
    input  wire clock,
    input  wire reset,
    input  wire [65:0] access,
    output wire [31:0] value,
    input  wire [11:0] head,
    output wire enable,
    output wire [3:0] log2,
    output wire [47:0] sq_base,
    output wire [47:0] cq_base,
    output wire [13:0] capacity,
    output wire [11:0] tail
);
    wire [6:0] writes;
    wire [31:0] data;
    wire [6:0] decoder__writes;
    wire [31:0] decoder__values__1;
    wire [31:0] decoder__values__3;
    wire [31:0] decoder__values__4;
    wire [31:0] decoder__values__5;
    wire [31:0] decoder__values__6;
    wire [31:0] decoder__values__7;
    reg [31:0] sq_lo__d;
    reg [31:0] sq_lo__q;
    initial sq_lo__q = 32'h0;
    reg [15:0] sq_hi__d;
    reg [15:0] sq_hi__q;
    initial sq_hi__q = 16'h0;
    reg [31:0] cq_lo__d;
    reg [31:0] cq_lo__q;
    initial cq_lo__q = 32'h0;
    reg [15:0] cq_hi__d;
    reg [15:0] cq_hi__q;
    initial cq_hi__q = 16'h0;
    reg [7:0] control__d;
    reg [7:0] control__q;
    initial control__q = 8'h0;
    reg [13:0] cap__d;
    reg [13:0] cap__q;
    initial cap__q = 14'h0;
    reg [11:0] bell__d;
    reg [11:0] bell__q;
    initial bell__q = 12'h0;

    respite_card_decoder_6 decoder (
        .clock(clock),
        .access(access),
        .writes(decoder__writes),
        .values__0(sq_lo__q),
        .values__1(decoder__values__1),
        .values__2(cq_lo__q),
        .values__3(decoder__values__3),
        .values__4(decoder__values__4),
        .values__5(decoder__values__5),
        .values__6(decoder__values__6),
        .values__7(decoder__values__7),
        .value(value)
    );

    always @(posedge clock) begin
        sq_lo__q <= sq_lo__d;
        sq_hi__q <= sq_hi__d;
        cq_lo__q <= cq_lo__d;
        cq_hi__q <= cq_hi__d;
        control__q <= control__d;
        cap__q <= cap__d;
        bell__q <= bell__d;
    end

    always @* begin
        sq_lo__d = sq_lo__q;
        if (writes[0]) begin
            sq_lo__d = data;
        end
    end

    always @* begin
        sq_hi__d = sq_hi__q;
        if (writes[1]) begin
            sq_hi__d = data[15:0];
        end
    end

    always @* begin
        cq_lo__d = cq_lo__q;
        if (writes[2]) begin
            cq_lo__d = data;
        end
    end

    always @* begin
        cq_hi__d = cq_hi__q;
        if (writes[3]) begin
            cq_hi__d = data[15:0];
        end
    end

    always @* begin
        control__d = control__q;
        bell__d = bell__q;
        if (writes[4]) begin
            control__d = data[7:0];
            bell__d = 12'h0;
        end
        if (writes[6]) begin
            bell__d = data[11:0];
        end
        if (reset) begin
            control__d = 8'h0;
            bell__d = 12'h0;
        end
    end

    always @* begin
        cap__d = cap__q;
        if (writes[5]) begin
            cap__d = data[13:0];
        end
    end
    assign writes = decoder__writes;
    assign data = access[48:17];
    assign decoder__values__1 = {16'h0, sq_hi__q};
    assign decoder__values__3 = {16'h0, cq_hi__q};
    assign decoder__values__4 = {24'h0, control__q};
    assign decoder__values__5 = {18'h0, cap__q};
    assign decoder__values__6 = {20'h0, bell__q};
    assign decoder__values__7 = {20'h0, head};
    assign enable = control__q[0];
    assign log2 = control__q[7:4];
    assign sq_base = {sq_hi__q, sq_lo__q};
    assign cq_base = {cq_hi__q, cq_lo__q};
    assign capacity = cap__q;
    assign tail = bell__q;
endmodule

// respite_card_decoder_7: respite_card.control.queues.3.decoder
module respite_card_decoder_7 (
    input  wire clock,
    input  wire [65:0] access,
    output wire [6:0] writes,
    input  wire [31:0] values__0,
    input  wire [31:0] values__1,
    input  wire [31:0] values__2,
    input  wire [31:0] values__3,
    input  wire [31:0] values__4,
    input  wire [31:0] values__5,
    input  wire [31:0] values__6,
    input  wire [31:0] values__7,
    output wire [31:0] value
);
    localparam [15:0] write_addresses__0 = 16'h10c0;
    localparam [15:0] write_addresses__1 = 16'h10c4;
    localparam [15:0] write_addresses__2 = 16'h10c8;
    localparam [15:0] write_addresses__3 = 16'h10cc;
    localparam [15:0] write_addresses__4 = 16'h10d0;
    localparam [15:0] write_addresses__5 = 16'h10d4;
    localparam [15:0] write_addresses__6 = 16'h10d8;
    localparam [15:0] read_addresses__0 = 16'h10c0;
    localparam [15:0] read_addresses__1 = 16'h10c4;
    localparam [15:0] read_addresses__2 = 16'h10c8;
    localparam [15:0] read_addresses__3 = 16'h10cc;
    localparam [15:0] read_addresses__4 = 16'h10d0;
    localparam [15:0] read_addresses__5 = 16'h10d4;
    localparam [15:0] read_addresses__6 = 16'h10d8;
    localparam [15:0] read_addresses__7 = 16'h10dc;
    reg [6:0] write_hits;
    reg [7:0] read_hits;
    reg [31:0] one;
    reg [31:0] all;
    reg [6:0] written__d;
    reg [6:0] written__q;
    initial written__q = 7'h0;
    reg [7:0] chosen__d;
    reg [7:0] chosen__q;
    initial chosen__q = 8'h0;
    reg [31:0] found__d;
    reg [31:0] found__q;
    initial found__q = 32'h0;

    always @(posedge clock) begin
        written__q <= written__d;
        chosen__q <= chosen__d;
        found__q <= found__d;
    end

    always @* begin
        written__d = written__q;
        written__d = write_hits;
    end

    always @* begin
        chosen__d = chosen__q;
        chosen__d = read_hits;
    end

    always @* begin
        found__d = found__q;
        found__d = all;
    end

    always @* begin
        write_hits = {6'h0, access[0] && (access[16:1] == write_addresses__0)};
        write_hits = {write_hits[6:2], access[0] && (access[16:1] == write_addresses__1), write_hits[0]};
        write_hits = {write_hits[6:3], access[0] && (access[16:1] == write_addresses__2), write_hits[1:0]};
        write_hits = {write_hits[6:4], access[0] && (access[16:1] == write_addresses__3), write_hits[2:0]};
        write_hits = {write_hits[6:5], access[0] && (access[16:1] == write_addresses__4), write_hits[3:0]};
        write_hits = {write_hits[6], access[0] && (access[16:1] == write_addresses__5), write_hits[4:0]};
        write_hits = {access[0] && (access[16:1] == write_addresses__6), write_hits[5:0]};
    end
    assign writes = written__q;

    always @* begin
        read_hits = {7'h0, access[65:50] == read_addresses__0};
        read_hits = {read_hits[7:2], access[65:50] == read_addresses__1, read_hits[0]};
        read_hits = {read_hits[7:3], access[65:50] == read_addresses__2, read_hits[1:0]};
        read_hits = {read_hits[7:4], access[65:50] == read_addresses__3, read_hits[2:0]};
        read_hits = {read_hits[7:5], access[65:50] == read_addresses__4, read_hits[3:0]};
        read_hits = {read_hits[7:6], access[65:50] == read_addresses__5, read_hits[4:0]};
        read_hits = {read_hits[7], access[65:50] == read_addresses__6, read_hits[5:0]};
        read_hits = {access[65:50] == read_addresses__7, read_hits[6:0]};
    end

    always @* begin
        one = 32'h0;
        if (chosen__q[0]) begin
            one = values__0;
        end
        all = one;
        one = 32'h0;
        if (chosen__q[1]) begin
            one = values__1;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[2]) begin
            one = values__2;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[3]) begin
            one = values__3;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[4]) begin
            one = values__4;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[5]) begin
            one = values__5;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[6]) begin
            one = values__6;
        end
        all = all | one;
        one = 32'h0;
        if (chosen__q[7]) begin
            one = values__7;
        end
        all = all | one;
    end
    assign value = found__q;
endmodule

// respite_card_queues_4: respite_card.control.queues.3
module respite_card_queues_4 (
    input  wire clock,
    input  wire reset,
    input  wire [65:0] access,
    output wire [31:0] value,
    input  wire [11:0] head,
    output wire enable,
    output wire [3:0] log2,
    output wire [47:0] sq_base,
    output wire [47:0] cq_base,
    output wire [13:0] capacity,
    output wire [11:0] tail
);
    wire [6:0] writes;
    wire [31:0] data;
    wire [6:0] decoder__writes;
    wire [31:0] decoder__values__1;
    wire [31:0] decoder__values__3;
    wire [31:0] decoder__values__4;
    wire [31:0] decoder__values__5;
    wire [31:0] decoder__values__6;
    wire [31:0] decoder__values__7;
    reg [31:0] sq_lo__d;
    reg [31:0] sq_lo__q;
    initial sq_lo__q = 32'h0;
    reg [15:0] sq_hi__d;
    reg [15:0] sq_hi__q;
    initial sq_hi__q = 16'h0;
    reg [31:0] cq_lo__d;
    reg [31:0] cq_lo__q;
    initial cq_lo__q = 32'h0;
    reg [15:0] cq_hi__d;
    reg [15:0] cq_hi__q;
    initial cq_hi__q = 16'h0;
    reg [7:0] control__d;
    reg [7:0] control__q;
    initial control__q = 8'h0;
    reg [13:0] cap__d;
    reg [13:0] cap__q;
    initial cap__q = 14'h0;
    reg [11:0] bell__d;
    reg [11:0] bell__q;
    initial bell__q = 12'h0;

    respite_card_decoder_7 decoder (
        .clock(clock),
        .access(access),
        .writes(decoder__writes),
        .values__0(sq_lo__q),
        .values__1(decoder__values__1),
        .values__2(cq_lo__q),
        .values__3(decoder__values__3),
        .values__4(decoder__values__4),
        .values__5(decoder__values__5),
        .values__6(decoder__values__6),
        .values__7(decoder__values__7),
        .value(value)
    );

    always @(posedge clock) begin
        sq_lo__q <= sq_lo__d;
        sq_hi__q <= sq_hi__d;
        cq_lo__q <= cq_lo__d;
        cq_hi__q <= cq_hi__d;
        control__q <= control__d;
        cap__q <= cap__d;
        bell__q <= bell__d;
    end

    always @* begin
        sq_lo__d = sq_lo__q;
        if (writes[0]) begin
            sq_lo__d = data;
        end
    end

    always @* begin
        sq_hi__d = sq_hi__q;
        if (writes[1]) begin
            sq_hi__d = data[15:0];
        end
    end

    always @* begin
        cq_lo__d = cq_lo__q;
        if (writes[2]) begin
            cq_lo__d = data;
        end
    end

    always @* begin
        cq_hi__d = cq_hi__q;
        if (writes[3]) begin
            cq_hi__d = data[15:0];
        end
    end

    always @* begin
        control__d = control__q;
        bell__d = bell__q;
        if (writes[4]) begin
            control__d = data[7:0];
            bell__d = 12'h0;
        end
        if (writes[6]) begin
            bell__d = data[11:0];
        end
        if (reset) begin
            control__d = 8'h0;
            bell__d = 12'h0;
        end
    end

    always @* begin
        cap__d = cap__q;
        if (writes[5]) begin
            cap__d = data[13:0];
        end
    end
    assign writes = decoder__writes;
    assign data = access[48:17];
    assign decoder__values__1 = {16'h0, sq_hi__q};
    assign decoder__values__3 = {16'h0, cq_hi__q};
    assign decoder__values__4 = {24'h0, control__q};
    assign decoder__values__5 = {18'h0, cap__q};
    assign decoder__values__6 = {20'h0, bell__q};
    assign decoder__values__7 = {20'h0, head};
    assign enable = control__q[0];
    assign log2 = control__q[7:4];
    assign sq_base = {sq_hi__q, sq_lo__q};
    assign cq_base = {cq_hi__q, cq_lo__q};
    assign capacity = cap__q;
    assign tail = bell__q;
endmodule

// respite_card_decoder_8: respite_card.control.vectors.0.decoder
module respite_card_decoder_8 (
    input  wire clock,
    input  wire [65:0] access,
    output wire [1:0] writes,
    input  wire [31:0] values__0,
    input  wire [31:0] values__1,
    output wire [31:0] value
);
    localparam [15:0] write_addresses__0 = 16'h1c0;
    localparam [15:0] write_addresses__1 = 16'h1c4;
    localparam [15:0] read_addresses__0 = 16'h1c0;
    localparam [15:0] read_addresses__1 = 16'h1c4;
    reg [31:0] one;
    reg [31:0] all;
    reg [1:0] written__d;
    reg [1:0] written__q;
    initial written__q = 2'h0;
    reg [1:0] chosen__d;
    reg [1:0] chosen__q;
    initial chosen__q = 2'h0;
    reg [31:0] found__d;
    reg [31:0] found__q;
    initial found__q = 32'h0;

    always @(posedge clock) begin
        written__q <= written__d;
        chosen__q <= chosen__d;
        found__q <= found__d;
    end

    always @* begin
        written__d = written__q;
        written__d = {access[0] && (access[16:1] == write_addresses__1), access[0] && (access[16:1] == write_addresses__0)};
    end

    always @* begin
        chosen__d = chosen__q;
        chosen__d = {access[65:50] == read_addresses__1, access[65:50] == read_addresses__0};
    end

    always @* begin
        found__d = found__q;
        found__d = all;
    end
    assign writes = written__q;

    always @* begin
        one = 32'h0;
        if (chosen__q[0]) begin
            one = values__0;
        end
        all = one;
        one = 32'h0;
        if (chosen__q[1]) begin
            one = values__1;
        end
        all = all | one;
    end
    assign value = found__q;
endmodule

// respite_card_vectors: respite_card.control.vectors.0
module respite_card_vectors (
    input  wire clock,
    input  wire reset,
    input  wire [65:0] access,
    output wire [31:0] value,
    output wire [15:0] count,
    output wire [31:0] wait_clocks
);
    wire [31:0] data;
    wire [1:0] decoder__writes;
    wire [31:0] decoder__values__0;
    reg [15:0] count_r__d;
    reg [15:0] count_r__q;
    initial count_r__q = 16'h0;
    reg [31:0] time_r__d;
    reg [31:0] time_r__q;
    initial time_r__q = 32'h0;

    respite_card_decoder_8 decoder (
        .clock(clock),
        .access(access),
        .writes(decoder__writes),
        .values__0(decoder__values__0),
        .values__1(time_r__q),
        .value(value)
    );

    always @(posedge clock) begin
        count_r__q <= count_r__d;
        time_r__q <= time_r__d;
    end

    always @* begin
        count_r__d = count_r__q;
        time_r__d = time_r__q;
        if (decoder__writes[0]) begin
            count_r__d = data[15:0];
        end
        if (decoder__writes[1]) begin
            time_r__d = data;
        end
        if (reset) begin
            count_r__d = 16'h0;
            time_r__d = 32'h0;
        end
    end
    assign data = access[48:17];
    assign decoder__values__0 = {16'h0, count_r__q};
    assign count = count_r__q;
    assign wait_clocks = time_r__q;
endmodule

// respite_card_decoder_9: respite_card.control.vectors.1.decoder
module respite_card_decoder_9 (
    input  wire clock,
    input  wire [65:0] access,
    output wire [1:0] writes,
    input  wire [31:0] values__0,
    input  wire [31:0] values__1,
    output wire [31:0] value
);
    localparam [15:0] write_addresses__0 = 16'h1c8;
    localparam [15:0] write_addresses__1 = 16'h1cc;
    localparam [15:0] read_addresses__0 = 16'h1c8;
    localparam [15:0] read_addresses__1 = 16'h1cc;
    reg [31:0] one;
    reg [31:0] all;
    reg [1:0] written__d;
    reg [1:0] written__q;
    initial written__q = 2'h0;
    reg [1:0] chosen__d;
    reg [1:0] chosen__q;
    initial chosen__q = 2'h0;
    reg [31:0] found__d;
    reg [31:0] found__q;
    initial found__q = 32'h0;

    always @(posedge clock) begin
        written__q <= written__d;
        chosen__q <= chosen__d;
        found__q <= found__d;
    end

    always @* begin
        written__d = written__q;
        written__d = {access[0] && (access[16:1] == write_addresses__1), access[0] && (access[16:1] == write_addresses__0)};
    end

    always @* begin
        chosen__d = chosen__q;
        chosen__d = {access[65:50] == read_addresses__1, access[65:50] == read_addresses__0};
    end

    always @* begin
        found__d = found__q;
        found__d = all;
    end
    assign writes = written__q;

    always @* begin
        one = 32'h0;
        if (chosen__q[0]) begin
            one = values__0;
        end
        all = one;
        one = 32'h0;
        if (chosen__q[1]) begin
            one = values__1;
        end
        all = all | one;
    end
    assign value = found__q;
endmodule

// respite_card_vectors_2: respite_card.control.vectors.1
module respite_card_vectors_2 (
    input  wire clock,
    input  wire reset,
    input  wire [65:0] access,
    output wire [31:0] value,
    output wire [15:0] count,
    output wire [31:0] wait_clocks
);
    wire [31:0] data;
    wire [1:0] decoder__writes;
    wire [31:0] decoder__values__0;
    reg [15:0] count_r__d;
    reg [15:0] count_r__q;
    initial count_r__q = 16'h0;
    reg [31:0] time_r__d;
    reg [31:0] time_r__q;
    initial time_r__q = 32'h0;

    respite_card_decoder_9 decoder (
        .clock(clock),
        .access(access),
        .writes(decoder__writes),
        .values__0(decoder__values__0),
        .values__1(time_r__q),
        .value(value)
    );

    always @(posedge clock) begin
        count_r__q <= count_r__d;
        time_r__q <= time_r__d;
    end

    always @* begin
        count_r__d = count_r__q;
        time_r__d = time_r__q;
        if (decoder__writes[0]) begin
            count_r__d = data[15:0];
        end
        if (decoder__writes[1]) begin
            time_r__d = data;
        end
        if (reset) begin
            count_r__d = 16'h0;
            time_r__d = 32'h0;
        end
    end
    assign data = access[48:17];
    assign decoder__values__0 = {16'h0, count_r__q};
    assign count = count_r__q;
    assign wait_clocks = time_r__q;
endmodule

// respite_card_decoder_10: respite_card.control.vectors.2.decoder
module respite_card_decoder_10 (
    input  wire clock,
    input  wire [65:0] access,
    output wire [1:0] writes,
    input  wire [31:0] values__0,
    input  wire [31:0] values__1,
    output wire [31:0] value
);
    localparam [15:0] write_addresses__0 = 16'h1d0;
    localparam [15:0] write_addresses__1 = 16'h1d4;
    localparam [15:0] read_addresses__0 = 16'h1d0;
    localparam [15:0] read_addresses__1 = 16'h1d4;
    reg [31:0] one;
    reg [31:0] all;
    reg [1:0] written__d;
    reg [1:0] written__q;
    initial written__q = 2'h0;
    reg [1:0] chosen__d;
    reg [1:0] chosen__q;
    initial chosen__q = 2'h0;
    reg [31:0] found__d;
    reg [31:0] found__q;
    initial found__q = 32'h0;

    always @(posedge clock) begin
        written__q <= written__d;
        chosen__q <= chosen__d;
        found__q <= found__d;
    end

    always @* begin
        written__d = written__q;
        written__d = {access[0] && (access[16:1] == write_addresses__1), access[0] && (access[16:1] == write_addresses__0)};
    end

    always @* begin
        chosen__d = chosen__q;
        chosen__d = {access[65:50] == read_addresses__1, access[65:50] == read_addresses__0};
    end

    always @* begin
        found__d = found__q;
        found__d = all;
    end
    assign writes = written__q;

    always @* begin
        one = 32'h0;
        if (chosen__q[0]) begin
            one = values__0;
        end
        all = one;
        one = 32'h0;
        if (chosen__q[1]) begin
            one = values__1;
        end
        all = all | one;
    end
    assign value = found__q;
endmodule

// respite_card_vectors_3: respite_card.control.vectors.2
module respite_card_vectors_3 (
    input  wire clock,
    input  wire reset,
    input  wire [65:0] access,
    output wire [31:0] value,
    output wire [15:0] count,
    output wire [31:0] wait_clocks
);
    wire [31:0] data;
    wire [1:0] decoder__writes;
    wire [31:0] decoder__values__0;
    reg [15:0] count_r__d;
    reg [15:0] count_r__q;
    initial count_r__q = 16'h0;
    reg [31:0] time_r__d;
    reg [31:0] time_r__q;
    initial time_r__q = 32'h0;

    respite_card_decoder_10 decoder (
        .clock(clock),
        .access(access),
        .writes(decoder__writes),
        .values__0(decoder__values__0),
        .values__1(time_r__q),
        .value(value)
    );

    always @(posedge clock) begin
        count_r__q <= count_r__d;
        time_r__q <= time_r__d;
    end

    always @* begin
        count_r__d = count_r__q;
        time_r__d = time_r__q;
        if (decoder__writes[0]) begin
            count_r__d = data[15:0];
        end
        if (decoder__writes[1]) begin
            time_r__d = data;
        end
        if (reset) begin
            count_r__d = 16'h0;
            time_r__d = 32'h0;
        end
    end
    assign data = access[48:17];
    assign decoder__values__0 = {16'h0, count_r__q};
    assign count = count_r__q;
    assign wait_clocks = time_r__q;
endmodule

// respite_card_decoder_11: respite_card.control.vectors.3.decoder
module respite_card_decoder_11 (
    input  wire clock,
    input  wire [65:0] access,
    output wire [1:0] writes,
    input  wire [31:0] values__0,
    input  wire [31:0] values__1,
    output wire [31:0] value
);
    localparam [15:0] write_addresses__0 = 16'h1d8;
    localparam [15:0] write_addresses__1 = 16'h1dc;
    localparam [15:0] read_addresses__0 = 16'h1d8;
    localparam [15:0] read_addresses__1 = 16'h1dc;
    reg [31:0] one;
    reg [31:0] all;
    reg [1:0] written__d;
    reg [1:0] written__q;
    initial written__q = 2'h0;
    reg [1:0] chosen__d;
    reg [1:0] chosen__q;
    initial chosen__q = 2'h0;
    reg [31:0] found__d;
    reg [31:0] found__q;
    initial found__q = 32'h0;

    always @(posedge clock) begin
        written__q <= written__d;
        chosen__q <= chosen__d;
        found__q <= found__d;
    end

    always @* begin
        written__d = written__q;
        written__d = {access[0] && (access[16:1] == write_addresses__1), access[0] && (access[16:1] == write_addresses__0)};
    end

    always @* begin
        chosen__d = chosen__q;
        chosen__d = {access[65:50] == read_addresses__1, access[65:50] == read_addresses__0};
    end

    always @* begin
        found__d = found__q;
        found__d = all;
    end
    assign writes = written__q;

    always @* begin
        one = 32'h0;
        if (chosen__q[0]) begin
            one = values__0;
        end
        all = one;
        one = 32'h0;
        if (chosen__q[1]) begin
            one = values__1;
        end
        all = all | one;
    end
    assign value = found__q;
endmodule

// respite_card_vectors_4: respite_card.control.vectors.3
module respite_card_vectors_4 (
    input  wire clock,
    input  wire reset,
    input  wire [65:0] access,
    output wire [31:0] value,
    output wire [15:0] count,
    output wire [31:0] wait_clocks
);
    wire [31:0] data;
    wire [1:0] decoder__writes;
    wire [31:0] decoder__values__0;
    reg [15:0] count_r__d;
    reg [15:0] count_r__q;
    initial count_r__q = 16'h0;
    reg [31:0] time_r__d;
    reg [31:0] time_r__q;
    initial time_r__q = 32'h0;

    respite_card_decoder_11 decoder (
        .clock(clock),
        .access(access),
        .writes(decoder__writes),
        .values__0(decoder__values__0),
        .values__1(time_r__q),
        .value(value)
    );

    always @(posedge clock) begin
        count_r__q <= count_r__d;
        time_r__q <= time_r__d;
    end

    always @* begin
        count_r__d = count_r__q;
        time_r__d = time_r__q;
        if (decoder__writes[0]) begin
            count_r__d = data[15:0];
        end
        if (decoder__writes[1]) begin
            time_r__d = data;
        end
        if (reset) begin
            count_r__d = 16'h0;
            time_r__d = 32'h0;
        end
    end
    assign data = access[48:17];
    assign decoder__values__0 = {16'h0, count_r__q};
    assign count = count_r__q;
    assign wait_clocks = time_r__q;
endmodule

// respite_card_decoder_12: respite_card.control.vectors.4.decoder
module respite_card_decoder_12 (
    input  wire clock,
    input  wire [65:0] access,
    output wire [1:0] writes,
    input  wire [31:0] values__0,
    input  wire [31:0] values__1,
    output wire [31:0] value
);
    localparam [15:0] write_addresses__0 = 16'h1e0;
    localparam [15:0] write_addresses__1 = 16'h1e4;
    localparam [15:0] read_addresses__0 = 16'h1e0;
    localparam [15:0] read_addresses__1 = 16'h1e4;
    reg [31:0] one;
    reg [31:0] all;
    reg [1:0] written__d;
    reg [1:0] written__q;
    initial written__q = 2'h0;
    reg [1:0] chosen__d;
    reg [1:0] chosen__q;
    initial chosen__q = 2'h0;
    reg [31:0] found__d;
    reg [31:0] found__q;
    initial found__q = 32'h0;

    always @(posedge clock) begin
        written__q <= written__d;
        chosen__q <= chosen__d;
        found__q <= found__d;
    end

    always @* begin
        written__d = written__q;
        written__d = {access[0] && (access[16:1] == write_addresses__1), access[0] && (access[16:1] == write_addresses__0)};
    end

    always @* begin
        chosen__d = chosen__q;
        chosen__d = {access[65:50] == read_addresses__1, access[65:50] == read_addresses__0};
    end

    always @* begin
        found__d = found__q;
        found__d = all;
    end
    assign writes = written__q;

    always @* begin
        one = 32'h0;
        if (chosen__q[0]) begin
            one = values__0;
        end
        all = one;
        one = 32'h0;
        if (chosen__q[1]) begin
            one = values__1;
        end
        all = all | one;
    end
    assign value = found__q;
endmodule

// respite_card_vectors_5: respite_card.control.vectors.4
module respite_card_vectors_5 (
    input  wire clock,
    input  wire reset,
    input  wire [65:0] access,
    output wire [31:0] value,
    output wire [15:0] count,
    output wire [31:0] wait_clocks
);
    wire [31:0] data;
    wire [1:0] decoder__writes;
    wire [31:0] decoder__values__0;
    reg [15:0] count_r__d;
    reg [15:0] count_r__q;
    initial count_r__q = 16'h0;
    reg [31:0] time_r__d;
    reg [31:0] time_r__q;
    initial time_r__q = 32'h0;

    respite_card_decoder_12 decoder (
        .clock(clock),
        .access(access),
        .writes(decoder__writes),
        .values__0(decoder__values__0),
        .values__1(time_r__q),
        .value(value)
    );

    always @(posedge clock) begin
        count_r__q <= count_r__d;
        time_r__q <= time_r__d;
    end

    always @* begin
        count_r__d = count_r__q;
        time_r__d = time_r__q;
        if (decoder__writes[0]) begin
            count_r__d = data[15:0];
        end
        if (decoder__writes[1]) begin
            time_r__d = data;
        end
        if (reset) begin
            count_r__d = 16'h0;
            time_r__d = 32'h0;
        end
    end
    assign data = access[48:17];
    assign decoder__values__0 = {16'h0, count_r__q};
    assign count = count_r__q;
    assign wait_clocks = time_r__q;
endmodule

// respite_card_control: respite_card.control
module respite_card_control (
    input  wire clock,
    input  wire reset,
    input  wire [15:0] awaddr,
    input  wire awvalid,
    output wire awready,
    input  wire [31:0] wdata,
    input  wire [3:0] wstrb,
    input  wire wvalid,
    output wire wready,
    output wire [1:0] bresp,
    output wire bvalid,
    input  wire bready,
    input  wire [15:0] araddr,
    input  wire arvalid,
    output wire arready,
    output wire [31:0] rdata,
    output wire [1:0] rresp,
    output wire rvalid,
    input  wire rready,
    output wire core_reset,
    output wire enable,
    output reg  [3:0] q_enable,
    output reg  [191:0] sq_base,
    output reg  [191:0] cq_base,
    output reg  [15:0] q_log2,
    output reg  [47:0] q_tail,
    output reg  [55:0] q_capacity,
    input  wire [47:0] q_head,
    output reg  [79:0] irq_count,
    output reg  [159:0] irq_time,
    output wire ev_enable,
    output wire [47:0] ev_base,
    output wire [3:0] ev_log2,
    output wire [11:0] ev_head,
    input  wire [11:0] ev_tail,
    output wire [31:0] ev_age,
    output wire [31:0] ev_period,
    output wire [15:0] ev_burst,
    output wire [2:0] sa_wr,
    input  wire [2:0] sa_ready,
    output wire [13:0] sa_index,
    output wire [4:0] sa_word,
    output wire [127:0] sa_data,
    output wire cam_wr,
    output wire [20:0] cam_place,
    output wire [31:0] cam_spi,
    output wire cam_ah,
    output wire [1:0] cam_state,
    output wire [13:0] cam_sa,
    output wire query,
    output wire [13:0] query_sa,
    input  wire query_done,
    input  wire [63:0] query_seq,
    input  wire [63:0] query_packets,
    input  wire [63:0] query_octets,
    output wire snapshot,
    output wire snapshot_clear,
    input  wire snapshot_busy,
    output wire [5:0] counter_slot,
    input  wire [63:0] counter_value,
    input  wire accepted,
    output wire hold,
    input  wire completed,
    input  wire fault,
    input  wire dma_idle,
    output wire [63:0] now
);
    wire [65:0] access;
    wire clears;
    wire [65:0] axil__access;
    wire [31:0] axil__value;
    wire [31:0] general__value;
    wire general__restart;
    wire general__enable;
    wire general__drained;
    wire [31:0] sequencer__value;
    wire sequencer__core_reset;
    wire sequencer__halt;
    wire sequencer__running;
    wire sequencer__busy;
    wire sequencer__waits;
    wire [31:0] events__value;
    wire [31:0] queues__0__value;
    wire queues__0__enable;
    wire [3:0] queues__0__log2;
    wire [47:0] queues__0__sq_base;
    wire [47:0] queues__0__cq_base;
    wire [13:0] queues__0__capacity;
    wire [11:0] queues__0__tail;
    wire [31:0] queues__1__value;
    wire queues__1__enable;
    wire [3:0] queues__1__log2;
    wire [47:0] queues__1__sq_base;
    wire [47:0] queues__1__cq_base;
    wire [13:0] queues__1__capacity;
    wire [11:0] queues__1__tail;
    wire [31:0] queues__2__value;
    wire queues__2__enable;
    wire [3:0] queues__2__log2;
    wire [47:0] queues__2__sq_base;
    wire [47:0] queues__2__cq_base;
    wire [13:0] queues__2__capacity;
    wire [11:0] queues__2__tail;
    wire [31:0] queues__3__value;
    wire queues__3__enable;
    wire [3:0] queues__3__log2;
    wire [47:0] queues__3__sq_base;
    wire [47:0] queues__3__cq_base;
    wire [13:0] queues__3__capacity;
    wire [11:0] queues__3__tail;
    wire [31:0] vectors__0__value;
    wire [15:0] vectors__0__count;
    wire [31:0] vectors__0__wait_clocks;
    wire [31:0] vectors__1__value;
    wire [15:0] vectors__1__count;
    wire [31:0] vectors__1__wait_clocks;
    wire [31:0] vectors__2__value;
    wire [15:0] vectors__2__count;
    wire [31:0] vectors__2__wait_clocks;
    wire [31:0] vectors__3__value;
    wire [15:0] vectors__3__count;
    wire [31:0] vectors__3__wait_clocks;
    wire [31:0] vectors__4__value;
    wire [15:0] vectors__4__count;
    wire [31:0] vectors__4__wait_clocks;

    respite_card_axil axil (
        .clock(clock),
        .reset(reset),
        .awaddr(awaddr),
        .awvalid(awvalid),
        .awready(awready),
        .wdata(wdata),
        .wstrb(wstrb),
        .wvalid(wvalid),
        .wready(wready),
        .bresp(bresp),
        .bvalid(bvalid),
        .bready(bready),
        .araddr(araddr),
        .arvalid(arvalid),
        .arready(arready),
        .rdata(rdata),
        .rresp(rresp),
        .rvalid(rvalid),
        .rready(rready),
        .waits(sequencer__waits),
        .access(axil__access),
        .value(axil__value),
        .counter_slot(counter_slot),
        .counter_value(counter_value)
    );

    respite_card_general general (
        .clock(clock),
        .reset(clears),
        .access(access),
        .value(general__value),
        .running(sequencer__running),
        .busy(sequencer__busy),
        .halt(sequencer__halt),
        .dma_idle(dma_idle),
        .snapshot_busy(snapshot_busy),
        .accepted(accepted),
        .completed(completed),
        .fault(fault),
        .restart(general__restart),
        .enable(general__enable),
        .drained(general__drained),
        .snapshot(snapshot),
        .snapshot_clear(snapshot_clear),
        .now(now)
    );

    respite_card_sequencer sequencer (
        .clock(clock),
        .reset(reset),
        .access(access),
        .value(sequencer__value),
        .restart(general__restart),
        .dma_idle(dma_idle),
        .drained(general__drained),
        .core_reset(sequencer__core_reset),
        .halt(sequencer__halt),
        .hold(hold),
        .running(sequencer__running),
        .busy(sequencer__busy),
        .waits(sequencer__waits),
        .sa_wr(sa_wr),
        .sa_ready(sa_ready),
        .sa_index(sa_index),
        .sa_word(sa_word),
        .sa_data(sa_data),
        .cam_wr(cam_wr),
        .cam_place(cam_place),
        .cam_spi(cam_spi),
        .cam_ah(cam_ah),
        .cam_state(cam_state),
        .cam_sa(cam_sa),
        .query(query),
        .query_sa(query_sa),
        .query_done(query_done),
        .query_seq(query_seq),
        .query_packets(query_packets),
        .query_octets(query_octets)
    );

    respite_card_events events (
        .clock(clock),
        .reset(clears),
        .access(access),
        .value(events__value),
        .enable(ev_enable),
        .base(ev_base),
        .log2(ev_log2),
        .head(ev_head),
        .tail(ev_tail),
        .age(ev_age),
        .period(ev_period),
        .burst(ev_burst)
    );

    respite_card_queues queues__0 (
        .clock(clock),
        .reset(clears),
        .access(access),
        .value(queues__0__value),
        .head(q_head[11:0]),
        .enable(queues__0__enable),
        .log2(queues__0__log2),
        .sq_base(queues__0__sq_base),
        .cq_base(queues__0__cq_base),
        .capacity(queues__0__capacity),
        .tail(queues__0__tail)
    );

    respite_card_queues_2 queues__1 (
        .clock(clock),
        .reset(clears),
        .access(access),
        .value(queues__1__value),
        .head(q_head[23:12]),
        .enable(queues__1__enable),
        .log2(queues__1__log2),
        .sq_base(queues__1__sq_base),
        .cq_base(queues__1__cq_base),
        .capacity(queues__1__capacity),
        .tail(queues__1__tail)
    );

    respite_card_queues_3 queues__2 (
        .clock(clock),
        .reset(clears),
        .access(access),
        .value(queues__2__value),
        .head(q_head[35:24]),
        .enable(queues__2__enable),
        .log2(queues__2__log2),
        .sq_base(queues__2__sq_base),
        .cq_base(queues__2__cq_base),
        .capacity(queues__2__capacity),
        .tail(queues__2__tail)
    );

    respite_card_queues_4 queues__3 (
        .clock(clock),
        .reset(clears),
        .access(access),
        .value(queues__3__value),
        .head(q_head[47:36]),
        .enable(queues__3__enable),
        .log2(queues__3__log2),
        .sq_base(queues__3__sq_base),
        .cq_base(queues__3__cq_base),
        .capacity(queues__3__capacity),
        .tail(queues__3__tail)
    );

    respite_card_vectors vectors__0 (
        .clock(clock),
        .reset(clears),
        .access(access),
        .value(vectors__0__value),
        .count(vectors__0__count),
        .wait_clocks(vectors__0__wait_clocks)
    );

    respite_card_vectors_2 vectors__1 (
        .clock(clock),
        .reset(clears),
        .access(access),
        .value(vectors__1__value),
        .count(vectors__1__count),
        .wait_clocks(vectors__1__wait_clocks)
    );

    respite_card_vectors_3 vectors__2 (
        .clock(clock),
        .reset(clears),
        .access(access),
        .value(vectors__2__value),
        .count(vectors__2__count),
        .wait_clocks(vectors__2__wait_clocks)
    );

    respite_card_vectors_4 vectors__3 (
        .clock(clock),
        .reset(clears),
        .access(access),
        .value(vectors__3__value),
        .count(vectors__3__count),
        .wait_clocks(vectors__3__wait_clocks)
    );

    respite_card_vectors_5 vectors__4 (
        .clock(clock),
        .reset(clears),
        .access(access),
        .value(vectors__4__value),
        .count(vectors__4__count),
        .wait_clocks(vectors__4__wait_clocks)
    );
    assign access = axil__access;
    assign clears = sequencer__core_reset;
    assign enable = general__enable && sequencer__running;
    assign core_reset = clears;

    always @* begin
        q_enable = 4'h0;
        q_enable = {q_enable[2:0], queues__3__enable};
        q_enable = {q_enable[2:0], queues__2__enable};
        q_enable = {q_enable[2:0], queues__1__enable};
        q_enable = {q_enable[2:0], queues__0__enable};
    end

    always @* begin
        sq_base = 192'h0;
        sq_base = {sq_base[143:0], queues__3__sq_base};
        sq_base = {sq_base[143:0], queues__2__sq_base};
        sq_base = {sq_base[143:0], queues__1__sq_base};
        sq_base = {sq_base[143:0], queues__0__sq_base};
    end

    always @* begin
        cq_base = 192'h0;
        cq_base = {cq_base[143:0], queues__3__cq_base};
        cq_base = {cq_base[143:0], queues__2__cq_base};
        cq_base = {cq_base[143:0], queues__1__cq_base};
        cq_base = {cq_base[143:0], queues__0__cq_base};
    end

    always @* begin
        q_log2 = 16'h0;
        q_log2 = {q_log2[11:0], queues__3__log2};
        q_log2 = {q_log2[11:0], queues__2__log2};
        q_log2 = {q_log2[11:0], queues__1__log2};
        q_log2 = {q_log2[11:0], queues__0__log2};
    end

    always @* begin
        q_tail = 48'h0;
        q_tail = {q_tail[35:0], queues__3__tail};
        q_tail = {q_tail[35:0], queues__2__tail};
        q_tail = {q_tail[35:0], queues__1__tail};
        q_tail = {q_tail[35:0], queues__0__tail};
    end

    always @* begin
        q_capacity = 56'h0;
        q_capacity = {q_capacity[41:0], queues__3__capacity};
        q_capacity = {q_capacity[41:0], queues__2__capacity};
        q_capacity = {q_capacity[41:0], queues__1__capacity};
        q_capacity = {q_capacity[41:0], queues__0__capacity};
    end

    always @* begin
        irq_count = 80'h0;
        irq_count = {irq_count[63:0], vectors__4__count};
        irq_count = {irq_count[63:0], vectors__3__count};
        irq_count = {irq_count[63:0], vectors__2__count};
        irq_count = {irq_count[63:0], vectors__1__count};
        irq_count = {irq_count[63:0], vectors__0__count};
    end

    always @* begin
        irq_time = 160'h0;
        irq_time = {irq_time[127:0], vectors__4__wait_clocks};
        irq_time = {irq_time[127:0], vectors__3__wait_clocks};
        irq_time = {irq_time[127:0], vectors__2__wait_clocks};
        irq_time = {irq_time[127:0], vectors__1__wait_clocks};
        irq_time = {irq_time[127:0], vectors__0__wait_clocks};
    end
    assign axil__value = general__value | sequencer__value | events__value | queues__0__value | queues__1__value | queues__2__value | queues__3__value | vectors__0__value | vectors__1__value | vectors__2__value | vectors__3__value | vectors__4__value;
endmodule

// respite_card_ram: respite_card.fetch.descriptors.ready.ram
module respite_card_ram (
    input  wire clock,
    input  wire wr,
    input  wire [5:0] wa,
    input  wire [158:0] wd,
    input  wire [5:0] ra,
    output reg  [158:0] rd
);
    (* ram_style = "distributed" *) reg [158:0] mem [0:63];
    integer i;
    initial begin
        for (i = 0; i <= 63; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_ready: respite_card.fetch.descriptors.ready
module respite_card_ready (
    input  wire clock,
    input  wire reset,
    input  wire [158:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [158:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [5:0] next;
    wire [5:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [6:0] toggles;
    reg [5:0] write__d;
    reg [5:0] write__q;
    initial write__q = 6'h0;
    reg [5:0] read__d;
    reg [5:0] read__q;
    initial read__q = 6'h0;
    reg [5:0] after__d;
    reg [5:0] after__q;
    initial after__q = 6'h0;
    reg [6:0] level__d;
    reg [6:0] level__q;
    initial level__q = 7'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 6'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 6'h1;
            valid__d = level__q > 7'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 6'h0;
            read__d = 6'h0;
            after__d = 6'h1;
            level__d = 7'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[5:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {6'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[6:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[6:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[6:4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {toggles[6:5], (grows && ones) || (shrinks && zeros), toggles[3:0]};
        ones = ones && level__q[4];
        zeros = zeros && ~level__q[4];
        toggles = {toggles[6], (grows && ones) || (shrinks && zeros), toggles[4:0]};
        ones = ones && level__q[5];
        zeros = zeros && ~level__q[5];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[5:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_ram_2: respite_card.fetch.descriptors.closed.ram
module respite_card_ram_2 (
    input  wire clock,
    input  wire wr,
    input  wire [5:0] wa,
    input  wire wd,
    input  wire [5:0] ra,
    output reg  rd
);
    (* ram_style = "distributed" *) reg [0:0] mem [0:63];
    integer i;
    initial begin
        for (i = 0; i <= 63; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_closed: respite_card.fetch.descriptors.closed
module respite_card_closed (
    input  wire clock,
    input  wire reset,
    input  wire s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [5:0] next;
    wire [5:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [6:0] toggles;
    reg [5:0] write__d;
    reg [5:0] write__q;
    initial write__q = 6'h0;
    reg [5:0] read__d;
    reg [5:0] read__q;
    initial read__q = 6'h0;
    reg [5:0] after__d;
    reg [5:0] after__q;
    initial after__q = 6'h0;
    reg [6:0] level__d;
    reg [6:0] level__q;
    initial level__q = 7'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_2 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 6'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 6'h1;
            valid__d = level__q > 7'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 6'h0;
            read__d = 6'h0;
            after__d = 6'h1;
            level__d = 7'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[5:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {6'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[6:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[6:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[6:4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {toggles[6:5], (grows && ones) || (shrinks && zeros), toggles[3:0]};
        ones = ones && level__q[4];
        zeros = zeros && ~level__q[4];
        toggles = {toggles[6], (grows && ones) || (shrinks && zeros), toggles[4:0]};
        ones = ones && level__q[5];
        zeros = zeros && ~level__q[5];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[5:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_ram_3: respite_card.fetch.descriptors.asked.ram
module respite_card_ram_3 (
    input  wire clock,
    input  wire wr,
    input  wire [3:0] wa,
    input  wire [13:0] wd,
    input  wire [3:0] ra,
    output reg  [13:0] rd
);
    (* ram_style = "distributed" *) reg [13:0] mem [0:15];
    integer i;
    initial begin
        for (i = 0; i <= 15; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_asked: respite_card.fetch.descriptors.asked
module respite_card_asked (
    input  wire clock,
    input  wire reset,
    input  wire [13:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [13:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [3:0] next;
    wire [3:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [4:0] toggles;
    reg [3:0] write__d;
    reg [3:0] write__q;
    initial write__q = 4'h0;
    reg [3:0] read__d;
    reg [3:0] read__q;
    initial read__q = 4'h0;
    reg [3:0] after__d;
    reg [3:0] after__q;
    initial after__q = 4'h0;
    reg [4:0] level__d;
    reg [4:0] level__q;
    initial level__q = 5'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_3 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 4'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 4'h1;
            valid__d = level__q > 5'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 4'h0;
            read__d = 4'h0;
            after__d = 4'h1;
            level__d = 5'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[3:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {4'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[4:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[4:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[3:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_descriptors: respite_card.fetch.descriptors
module respite_card_descriptors (
    input  wire clock,
    input  wire reset,
    input  wire enable,
    input  wire [3:0] q_enable,
    input  wire [191:0] sq_base,
    input  wire [15:0] q_log2,
    input  wire [47:0] q_tail,
    output reg  [47:0] q_head,
    input  wire [15:0] now,
    output wire [3:0] committed,
    output wire [47:0] ask_addr,
    output wire [4:0] ask_beats,
    output wire ask_valid,
    input  wire ask_ready,
    input  wire [127:0] beat_data,
    input  wire beat_failed,
    input  wire beat_last,
    input  wire beat_valid,
    output wire fault,
    output wire [158:0] m_data,
    output wire m_failed,
    output wire m_valid,
    input  wire m_ready
);
    localparam [2:0] Step__Pick = 3'h0;
    localparam [2:0] Step__Span = 3'h1;
    localparam [2:0] Step__Near = 3'h2;
    localparam [2:0] Step__Least = 3'h3;
    localparam [2:0] Step__Commit = 3'h4;
    localparam [2:0] Step__Ask = 3'h5;
    wire [3:0] live;
    reg alive;
    reg [11:0] mask_now;
    wire [3:0] eight;
    reg [3:0] least;
    reg commit;
    reg [3:0] more;
    wire gone;
    reg [13:0] request;
    wire [13:0] burst;
    wire [11:0] index;
    wire failed;
    wire ends;
    reg [158:0] out;
    wire ready__s_ready;
    wire [158:0] ready__m_data;
    wire ready__m_valid;
    wire closed__s_valid;
    wire closed__s_ready;
    wire closed__m_valid;
    wire closed__m_ready;
    wire asked__s_ready;
    wire [13:0] asked__m_data;
    wire asked__m_valid;
    reg [11:0] head__0__d;
    reg [11:0] head__0__q;
    initial head__0__q = 12'h0;
    reg [11:0] head__1__d;
    reg [11:0] head__1__q;
    initial head__1__q = 12'h0;
    reg [11:0] head__2__d;
    reg [11:0] head__2__q;
    initial head__2__q = 12'h0;
    reg [11:0] head__3__d;
    reg [11:0] head__3__q;
    initial head__3__q = 12'h0;
    reg [3:0] was__d;
    reg [3:0] was__q;
    initial was__q = 4'h0;
    reg [2:0] step__d;
    reg [2:0] step__q;
    initial step__q = 3'h0;
    reg [1:0] queue__d;
    reg [1:0] queue__q;
    initial queue__q = 2'h0;
    reg on__d;
    reg on__q;
    initial on__q = 1'h0;
    reg [47:0] base__d;
    reg [47:0] base__q;
    initial base__q = 48'h0;
    reg [3:0] log2__d;
    reg [3:0] log2__q;
    initial log2__q = 4'h0;
    reg [11:0] first__d;
    reg [11:0] first__q;
    initial first__q = 12'h0;
    reg [11:0] tail__d;
    reg [11:0] tail__q;
    initial tail__q = 12'h0;
    reg [11:0] mask__d;
    reg [11:0] mask__q;
    initial mask__q = 12'h0;
    reg [11:0] pending__d;
    reg [11:0] pending__q;
    initial pending__q = 12'h0;
    reg [11:0] to_end__d;
    reg [11:0] to_end__q;
    initial to_end__q = 12'h0;
    reg [47:0] addr__d;
    reg [47:0] addr__q;
    initial addr__q = 48'h0;
    reg [3:0] to_tail8__d;
    reg [3:0] to_tail8__q;
    initial to_tail8__q = 4'h0;
    reg [3:0] to_end8__d;
    reg [3:0] to_end8__q;
    initial to_end8__q = 4'h0;
    reg [3:0] to_block8__d;
    reg [3:0] to_block8__q;
    initial to_block8__q = 4'h0;
    reg [3:0] count__d;
    reg [3:0] count__q;
    initial count__q = 4'h0;
    reg made__d;
    reg made__q;
    initial made__q = 1'h0;
    reg [6:0] claimed__d;
    reg [6:0] claimed__q;
    initial claimed__q = 7'h0;
    reg [3:0] offset__d;
    reg [3:0] offset__q;
    initial offset__q = 4'h0;
    reg spoilt__d;
    reg spoilt__q;
    initial spoilt__q = 1'h0;
    reg [158:0] landed__d;
    reg [158:0] landed__q;
    initial landed__q = 159'h0;
    reg landed_valid__d;
    reg landed_valid__q;
    initial landed_valid__q = 1'h0;
    reg landed_failed__d;
    reg landed_failed__q;
    initial landed_failed__q = 1'h0;

    respite_card_ready ready (
        .clock(clock),
        .reset(reset),
        .s_data(landed__q),
        .s_valid(landed_valid__q),
        .s_ready(ready__s_ready),
        .m_data(ready__m_data),
        .m_valid(ready__m_valid),
        .m_ready(gone)
    );

    respite_card_closed closed (
        .clock(clock),
        .reset(reset),
        .s_data(landed_failed__q),
        .s_valid(closed__s_valid),
        .s_ready(closed__s_ready),
        .m_data(m_failed),
        .m_valid(closed__m_valid),
        .m_ready(closed__m_ready)
    );

    respite_card_asked asked (
        .clock(clock),
        .reset(reset),
        .s_data(request),
        .s_valid(made__q),
        .s_ready(asked__s_ready),
        .m_data(asked__m_data),
        .m_valid(asked__m_valid),
        .m_ready(ends)
    );

    always @(posedge clock) begin
        head__0__q <= head__0__d;
        head__1__q <= head__1__d;
        head__2__q <= head__2__d;
        head__3__q <= head__3__d;
        was__q <= was__d;
        step__q <= step__d;
        queue__q <= queue__d;
        on__q <= on__d;
        base__q <= base__d;
        log2__q <= log2__d;
        first__q <= first__d;
        tail__q <= tail__d;
        mask__q <= mask__d;
        pending__q <= pending__d;
        to_end__q <= to_end__d;
        addr__q <= addr__d;
        to_tail8__q <= to_tail8__d;
        to_end8__q <= to_end8__d;
        to_block8__q <= to_block8__d;
        count__q <= count__d;
        made__q <= made__d;
        claimed__q <= claimed__d;
        offset__q <= offset__d;
        spoilt__q <= spoilt__d;
        landed__q <= landed__d;
        landed_valid__q <= landed_valid__d;
        landed_failed__q <= landed_failed__d;
    end

    always @* begin
        was__d = was__q;
        step__d = step__q;
        queue__d = queue__q;
        on__d = on__q;
        base__d = base__q;
        log2__d = log2__q;
        first__d = first__q;
        tail__d = tail__q;
        mask__d = mask__q;
        pending__d = pending__q;
        to_end__d = to_end__q;
        addr__d = addr__q;
        count__d = count__q;
        to_tail8__d = to_tail8__q;
        to_end8__d = to_end8__q;
        to_block8__d = to_block8__q;
        claimed__d = claimed__q;
        offset__d = offset__q;
        spoilt__d = spoilt__q;
        landed_valid__d = landed_valid__q;
        made__d = made__q;
        head__0__d = head__0__q;
        head__1__d = head__1__q;
        head__2__d = head__2__q;
        head__3__d = head__3__q;
        was__d = q_enable;
        on__d = on__q && alive;
        least = to_block8__q;
        commit = 1'h0;
        case (step__q)
            Step__Pick: begin
                if ((queue__q + 2'h1) == 2'h0) begin
                    on__d = live[0];
                    base__d = sq_base[47:0];
                    log2__d = q_log2[3:0];
                    tail__d = q_tail[11:0];
                    first__d = head__0__q;
                end
                if ((queue__q + 2'h1) == 2'h1) begin
                    on__d = live[1];
                    base__d = sq_base[95:48];
                    log2__d = q_log2[7:4];
                    tail__d = q_tail[23:12];
                    first__d = head__1__q;
                end
                if ((queue__q + 2'h1) == 2'h2) begin
                    on__d = live[2];
                    base__d = sq_base[143:96];
                    log2__d = q_log2[11:8];
                    tail__d = q_tail[35:24];
                    first__d = head__2__q;
                end
                if ((queue__q + 2'h1) == 2'h3) begin
                    on__d = live[3];
                    base__d = sq_base[191:144];
                    log2__d = q_log2[15:12];
                    tail__d = q_tail[47:36];
                    first__d = head__3__q;
                end
                if (enable && (claimed__q <= 7'h38) && asked__s_ready) begin
                    queue__d = queue__q + 2'h1;
                    step__d = Step__Span;
                end
            end
            Step__Span: begin
                mask__d = mask_now;
                pending__d = (tail__q - first__q) & mask_now;
                to_end__d = mask_now - first__q;
                addr__d = base__q + {32'h0, first__q, 4'h0};
                step__d = Step__Near;
            end
            Step__Near: begin
                to_tail8__d = pending__q[3:0];
                if (pending__q > 12'h8) begin
                    to_tail8__d = eight;
                end
                to_end8__d = to_end__q[3:0] + 4'h1;
                if (to_end__q > 12'h7) begin
                    to_end8__d = eight;
                end
                to_block8__d = eight - {1'h0, addr__q[6:4]};
                step__d = Step__Least;
                if (~on__q || ~(|pending__q)) begin
                    step__d = Step__Pick;
                end
            end
            Step__Least: begin
                if (to_tail8__q < to_block8__q) begin
                    least = to_tail8__q;
                end
                if (to_end8__q < least) begin
                    least = to_end8__q;
                end
                count__d = least;
                step__d = Step__Commit;
            end
            Step__Commit: begin
                commit = enable && on__q && alive;
                step__d = Step__Pick;
                if (enable && on__q && alive) begin
                    step__d = Step__Ask;
                end
            end
            default: begin
                // Step::Ask
                if (ask_ready) begin
                    step__d = Step__Pick;
                end
            end
        endcase
        made__d = commit;
        if (made__q && (queue__q == 2'h0)) begin
            head__0__d = (first__q + {8'h0, count__q}) & mask__q;
        end
        if (q_enable[0] && ~was__q[0]) begin
            head__0__d = 12'h0;
        end
        if (made__q && (queue__q == 2'h1)) begin
            head__1__d = (first__q + {8'h0, count__q}) & mask__q;
        end
        if (q_enable[1] && ~was__q[1]) begin
            head__1__d = 12'h0;
        end
        if (made__q && (queue__q == 2'h2)) begin
            head__2__d = (first__q + {8'h0, count__q}) & mask__q;
        end
        if (q_enable[2] && ~was__q[2]) begin
            head__2__d = 12'h0;
        end
        if (made__q && (queue__q == 2'h3)) begin
            head__3__d = (first__q + {8'h0, count__q}) & mask__q;
        end
        if (q_enable[3] && ~was__q[3]) begin
            head__3__d = 12'h0;
        end
        if (beat_valid) begin
            offset__d = offset__q + 4'h1;
            spoilt__d = failed;
        end
        if (ends) begin
            offset__d = 4'h0;
            spoilt__d = 1'h0;
        end
        landed_valid__d = beat_valid;
        claimed__d = claimed__q + {3'h0, more};
        if (gone) begin
            claimed__d = (claimed__q + {3'h0, more}) - 7'h1;
        end
        if (reset) begin
            was__d = 4'h0;
            step__d = Step__Pick;
            made__d = 1'h0;
            claimed__d = 7'h0;
            offset__d = 4'h0;
            spoilt__d = 1'h0;
            landed_valid__d = 1'h0;
            head__0__d = 12'h0;
            head__1__d = 12'h0;
            head__2__d = 12'h0;
            head__3__d = 12'h0;
        end
    end

    always @* begin
        landed__d = landed__q;
        landed__d = out;
    end

    always @* begin
        landed_failed__d = landed_failed__q;
        landed_failed__d = failed;
    end
    assign live = q_enable & was__q;

    always @* begin
        alive = 1'h0;
        if (queue__q == 2'h0) begin
            alive = live[0];
        end
        if (queue__q == 2'h1) begin
            alive = live[1];
        end
        if (queue__q == 2'h2) begin
            alive = live[2];
        end
        if (queue__q == 2'h3) begin
            alive = live[3];
        end
    end

    always @* begin
        mask_now = 12'h0;
        if (log2__q > 4'h0) begin
            mask_now = 12'h1;
        end
        if (log2__q > 4'h1) begin
            mask_now = {mask_now[11:2], 1'h1, mask_now[0]};
        end
        if (log2__q > 4'h2) begin
            mask_now = {mask_now[11:3], 1'h1, mask_now[1:0]};
        end
        if (log2__q > 4'h3) begin
            mask_now = {mask_now[11:4], 1'h1, mask_now[2:0]};
        end
        if (log2__q > 4'h4) begin
            mask_now = {mask_now[11:5], 1'h1, mask_now[3:0]};
        end
        if (log2__q > 4'h5) begin
            mask_now = {mask_now[11:6], 1'h1, mask_now[4:0]};
        end
        if (log2__q > 4'h6) begin
            mask_now = {mask_now[11:7], 1'h1, mask_now[5:0]};
        end
        if (log2__q > 4'h7) begin
            mask_now = {mask_now[11:8], 1'h1, mask_now[6:0]};
        end
        if (log2__q > 4'h8) begin
            mask_now = {mask_now[11:9], 1'h1, mask_now[7:0]};
        end
        if (log2__q > 4'h9) begin
            mask_now = {mask_now[11:10], 1'h1, mask_now[8:0]};
        end
        if (log2__q > 4'ha) begin
            mask_now = {mask_now[11], 1'h1, mask_now[9:0]};
        end
        if (log2__q > 4'hb) begin
            mask_now = {1'h1, mask_now[10:0]};
        end
    end
    assign eight = 4'h8;

    always @* begin
        more = 4'h0;
        if (made__q) begin
            more = count__q;
        end
    end
    assign committed = more;

    always @* begin
        q_head = 48'h0;
        q_head = {q_head[35:0], head__3__q};
        q_head = {q_head[35:0], head__2__q};
        q_head = {q_head[35:0], head__1__q};
        q_head = {q_head[35:0], head__0__q};
    end
    assign ask_addr = addr__q;
    assign ask_beats = {1'h0, count__q};
    assign ask_valid = step__q == Step__Ask;

    always @* begin
        request[1:0] = queue__q;
        request[13:2] = first__q;
    end
    assign burst = asked__m_data;
    assign index = burst[13:2] + {8'h0, offset__q};
    assign failed = spoilt__q || beat_failed;
    assign ends = beat_valid && beat_last;
    assign fault = ends && failed;

    always @* begin
        out[127:0] = beat_data;
        out[157:128] = {now, index, burst[1:0]};
        out[158] = beat_last;
    end
    assign closed__s_valid = landed_valid__q && landed__q[158];
    assign m_data = ready__m_data;
    assign m_valid = ready__m_valid && closed__m_valid;
    assign gone = ready__m_valid && closed__m_valid && m_ready;
    assign closed__m_ready = gone && ready__m_data[158];
endmodule

// respite_card_requests: respite_card.fetch.requests
module respite_card_requests (
    input  wire clock,
    input  wire reset,
    input  wire [158:0] s_data,
    input  wire s_failed,
    input  wire s_valid,
    output wire s_ready,
    output wire [47:0] ask_addr,
    output wire [4:0] ask_beats,
    output wire ask_valid,
    input  wire ask_ready,
    output wire [135:0] m_data,
    output wire m_valid,
    input  wire hold,
    input  wire m_left,
    input  wire free_valid,
    input  wire [9:0] free_words,
    output wire accepted,
    output wire [16:0] accepted_data
);
    localparam [15:0] most = 16'h2580;
    localparam [11:0] ring_words = 12'h800;
    localparam [5:0] dma = 6'h1;
    localparam [5:0] descriptor = 6'h2;
    localparam [5:0] oversize = 6'h3;
    localparam [5:0] short = 6'h4;
    localparam [5:0] tx = 6'h20;
    wire [158:0] r;
    wire [170:0] c;
    wire [135:0] n;
    wire [1:0] op;
    wire [16:0] up;
    reg [170:0] facts;
    reg [135:0] judged;
    reg [5:0] code;
    wire load_raw;
    wire load_checked;
    wire load_next;
    wire room;
    wire [4:0] to_block;
    wire [9:0] short_of;
    reg [11:0] spent;
    reg [11:0] returned;
    reg [135:0] placed;
    reg [16:0] particulars;
    reg [158:0] raw__d;
    reg [158:0] raw__q;
    initial raw__q = 159'h0;
    reg raw_failed__d;
    reg raw_failed__q;
    initial raw_failed__q = 1'h0;
    reg raw_valid__d;
    reg raw_valid__q;
    initial raw_valid__q = 1'h0;
    reg [170:0] checked__d;
    reg [170:0] checked__q;
    initial checked__q = 171'h0;
    reg checked_valid__d;
    reg checked_valid__q;
    initial checked_valid__q = 1'h0;
    reg [135:0] next__d;
    reg [135:0] next__q;
    initial next__q = 136'h0;
    reg [47:0] next_src__d;
    reg [47:0] next_src__q;
    initial next_src__q = 48'h0;
    reg next_valid__d;
    reg next_valid__q;
    initial next_valid__q = 1'h0;
    reg go__d;
    reg go__q;
    initial go__q = 1'h0;
    reg [11:0] ring_left__d;
    reg [11:0] ring_left__q;
    initial ring_left__q = 12'h0;
    reg [10:0] ring_next__d;
    reg [10:0] ring_next__q;
    initial ring_next__q = 11'h0;
    reg [6:0] places__d;
    reg [6:0] places__q;
    initial places__q = 7'h0;
    reg free_now__d;
    reg free_now__q;
    initial free_now__q = 1'h0;
    reg [9:0] free_now_words__d;
    reg [9:0] free_now_words__q;
    initial free_now_words__q = 10'h0;
    reg job_valid__d;
    reg job_valid__q;
    initial job_valid__q = 1'h0;
    reg [47:0] job_addr__d;
    reg [47:0] job_addr__q;
    initial job_addr__q = 48'h0;
    reg [9:0] job_left__d;
    reg [9:0] job_left__q;
    initial job_left__q = 10'h0;
    reg [4:0] burst__d;
    reg [4:0] burst__q;
    initial burst__q = 5'h0;
    reg burst_last__d;
    reg burst_last__q;
    initial burst_last__q = 1'h0;
    reg burst_valid__d;
    reg burst_valid__q;
    initial burst_valid__q = 1'h0;
    reg accept__d;
    reg accept__q;
    initial accept__q = 1'h0;
    reg [16:0] accept_data__d;
    reg [16:0] accept_data__q;
    initial accept_data__q = 17'h0;

    always @(posedge clock) begin
        raw__q <= raw__d;
        raw_failed__q <= raw_failed__d;
        raw_valid__q <= raw_valid__d;
        checked__q <= checked__d;
        checked_valid__q <= checked_valid__d;
        next__q <= next__d;
        next_src__q <= next_src__d;
        next_valid__q <= next_valid__d;
        go__q <= go__d;
        ring_left__q <= ring_left__d;
        ring_next__q <= ring_next__d;
        places__q <= places__d;
        free_now__q <= free_now__d;
        free_now_words__q <= free_now_words__d;
        job_valid__q <= job_valid__d;
        job_addr__q <= job_addr__d;
        job_left__q <= job_left__d;
        burst__q <= burst__d;
        burst_last__q <= burst_last__d;
        burst_valid__q <= burst_valid__d;
        accept__q <= accept__d;
        accept_data__q <= accept_data__d;
    end

    always @* begin
        raw__d = raw__q;
        raw_failed__d = raw_failed__q;
        raw_valid__d = raw_valid__q;
        checked__d = checked__q;
        checked_valid__d = checked_valid__q;
        next__d = next__q;
        next_src__d = next_src__q;
        next_valid__d = next_valid__q;
        go__d = go__q;
        ring_left__d = ring_left__q;
        ring_next__d = ring_next__q;
        places__d = places__q;
        free_now__d = free_now__q;
        job_valid__d = job_valid__q;
        job_addr__d = job_addr__q;
        job_left__d = job_left__q;
        burst__d = burst__q;
        burst_last__d = burst_last__q;
        burst_valid__d = burst_valid__q;
        accept__d = accept__q;
        if (load_raw) begin
            raw__d = s_data;
            raw_failed__d = s_failed;
            raw_valid__d = s_valid;
        end else if (load_checked) begin
            raw_valid__d = 1'h0;
        end
        if (load_checked) begin
            checked__d = facts;
            checked_valid__d = raw_valid__q;
        end else if (load_next) begin
            checked_valid__d = 1'h0;
        end
        if (load_next) begin
            next__d = judged;
            next_src__d = c[77:30];
            next_valid__d = checked_valid__q;
        end
        go__d = next_valid__q && ~go__q && ~job_valid__q && room && (|places__q) && ~hold;
        free_now__d = free_valid;
        ring_left__d = (ring_left__q - spent) + returned;
        ring_next__d = ring_next__q + spent[10:0];
        if (go__q && ~m_left) begin
            places__d = places__q - 7'h1;
        end else if (m_left && ~go__q) begin
            places__d = places__q + 7'h1;
        end
        accept__d = go__q;
        if (go__q) begin
            job_valid__d = |n[119:110];
            job_addr__d = next_src__q;
            job_left__d = n[119:110];
        end
        if (job_valid__q && ~burst_valid__q) begin
            burst_valid__d = 1'h1;
            burst__d = to_block;
            burst_last__d = 1'h0;
            if (job_left__q <= short_of) begin
                burst__d = job_left__q[4:0];
                burst_last__d = 1'h1;
            end
        end
        if (burst_valid__q && ask_ready) begin
            burst_valid__d = 1'h0;
            job_valid__d = ~burst_last__q;
            job_left__d = job_left__q - {5'h0, burst__q};
            job_addr__d = {job_addr__q[47:8] + 40'h1, 8'h0};
        end
        if (reset) begin
            raw_valid__d = 1'h0;
            checked_valid__d = 1'h0;
            next_valid__d = 1'h0;
            go__d = 1'h0;
            ring_left__d = ring_words;
            ring_next__d = 11'h0;
            places__d = 7'h40;
            free_now__d = 1'h0;
            job_valid__d = 1'h0;
            burst_valid__d = 1'h0;
            accept__d = 1'h0;
        end
    end

    always @* begin
        free_now_words__d = free_now_words__q;
        free_now_words__d = free_words;
    end

    always @* begin
        accept_data__d = accept_data__q;
        accept_data__d = particulars;
    end
    assign load_next = ~next_valid__q || go__q;
    assign load_checked = ~checked_valid__q;
    assign load_raw = ~raw_valid__q;
    assign s_ready = load_raw;
    assign r = raw__q;
    assign op = r[127:126];
    assign up = {1'h0, r[63:48]} + 17'hf;

    always @* begin
        facts[29:0] = r[157:128];
        facts[77:30] = r[47:0];
        facts[125:78] = r[111:64];
        facts[141:126] = r[63:48];
        facts[151:142] = up[13:4];
        facts[165:152] = r[125:112];
        facts[166] = op == 2'h1;
        facts[167] = raw_failed__q;
        facts[168] = (|r[3:0]) || (|r[67:64]) || op[1];
        facts[169] = r[63:48] > most;
        facts[170] = ~(|r[63:48]);
        if (raw_failed__q) begin
            facts[125:78] = 48'h0;
            facts[141:126] = 16'h0;
            facts[165:152] = 14'h0;
            facts[166] = 1'h0;
        end
    end
    assign c = checked__q;

    always @* begin
        code = 6'h0;
        if (c[167]) begin
            code = dma;
        end else if (c[168]) begin
            code = descriptor;
        end else if (c[169]) begin
            code = oversize;
        end else if (c[170]) begin
            code = short;
        end
    end

    always @* begin
        judged[77:0] = {c[125:78], c[29:0]};
        judged[83:78] = code;
        judged[84] = c[166];
        judged[98:85] = c[165:152];
        judged[109:99] = 11'h0;
        judged[119:110] = c[151:142];
        judged[135:120] = c[141:126];
        if (c[167] || c[168] || c[169] || c[170]) begin
            judged[119:110] = 10'h0;
            if (c[166]) begin
                judged[83:78] = code | tx;
            end
        end
    end
    assign n = next__q;
    assign room = ring_left__q >= {2'h0, n[119:110]};

    always @* begin
        spent = 12'h0;
        if (go__q) begin
            spent = {2'h0, n[119:110]};
        end
    end

    always @* begin
        returned = 12'h0;
        if (free_now__q) begin
            returned = {2'h0, free_now_words__q};
        end
    end

    always @* begin
        placed = n;
        placed[109:99] = ring_next__q;
    end
    assign m_data = placed;
    assign m_valid = go__q;

    always @* begin
        particulars[0] = n[84];
        particulars[16:1] = n[135:120];
    end
    assign accepted = accept__q;
    assign accepted_data = accept_data__q;
    assign to_block = 5'h10 - {1'h0, job_addr__q[7:4]};
    assign short_of = {5'h0, to_block};
    assign ask_addr = job_addr__q;
    assign ask_beats = burst__q;
    assign ask_valid = burst_valid__q;
endmodule

// respite_card_ram_4: respite_card.fetch.arrivals.expected.ram
module respite_card_ram_4 (
    input  wire clock,
    input  wire wr,
    input  wire [5:0] wa,
    input  wire [135:0] wd,
    input  wire [5:0] ra,
    output reg  [135:0] rd
);
    (* ram_style = "distributed" *) reg [135:0] mem [0:63];
    integer i;
    initial begin
        for (i = 0; i <= 63; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_expected: respite_card.fetch.arrivals.expected
module respite_card_expected (
    input  wire clock,
    input  wire reset,
    input  wire [135:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [135:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [5:0] next;
    wire [5:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [6:0] toggles;
    reg [5:0] write__d;
    reg [5:0] write__q;
    initial write__q = 6'h0;
    reg [5:0] read__d;
    reg [5:0] read__q;
    initial read__q = 6'h0;
    reg [5:0] after__d;
    reg [5:0] after__q;
    initial after__q = 6'h0;
    reg [6:0] level__d;
    reg [6:0] level__q;
    initial level__q = 7'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_4 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 6'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 6'h1;
            valid__d = level__q > 7'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 6'h0;
            read__d = 6'h0;
            after__d = 6'h1;
            level__d = 7'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[5:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {6'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[6:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[6:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[6:4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {toggles[6:5], (grows && ones) || (shrinks && zeros), toggles[3:0]};
        ones = ones && level__q[4];
        zeros = zeros && ~level__q[4];
        toggles = {toggles[6], (grows && ones) || (shrinks && zeros), toggles[4:0]};
        ones = ones && level__q[5];
        zeros = zeros && ~level__q[5];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[5:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_ram_5: respite_card.fetch.arrivals.sizes.ram
module respite_card_ram_5 (
    input  wire clock,
    input  wire wr,
    input  wire [5:0] wa,
    input  wire [9:0] wd,
    input  wire [5:0] ra,
    output reg  [9:0] rd
);
    (* ram_style = "distributed" *) reg [9:0] mem [0:63];
    integer i;
    initial begin
        for (i = 0; i <= 63; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_sizes: respite_card.fetch.arrivals.sizes
module respite_card_sizes (
    input  wire clock,
    input  wire reset,
    input  wire [9:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [9:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [5:0] next;
    wire [5:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [6:0] toggles;
    reg [5:0] write__d;
    reg [5:0] write__q;
    initial write__q = 6'h0;
    reg [5:0] read__d;
    reg [5:0] read__q;
    initial read__q = 6'h0;
    reg [5:0] after__d;
    reg [5:0] after__q;
    initial after__q = 6'h0;
    reg [6:0] level__d;
    reg [6:0] level__q;
    initial level__q = 7'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_5 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 6'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 6'h1;
            valid__d = level__q > 7'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 6'h0;
            read__d = 6'h0;
            after__d = 6'h1;
            level__d = 7'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[5:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {6'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[6:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[6:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[6:4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {toggles[6:5], (grows && ones) || (shrinks && zeros), toggles[3:0]};
        ones = ones && level__q[4];
        zeros = zeros && ~level__q[4];
        toggles = {toggles[6], (grows && ones) || (shrinks && zeros), toggles[4:0]};
        ones = ones && level__q[5];
        zeros = zeros && ~level__q[5];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[5:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_size: respite_card.fetch.arrivals.size
module respite_card_size (
    input  wire clock,
    input  wire reset,
    input  wire [9:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [9:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    reg [9:0] out__d;
    reg [9:0] out__q;
    initial out__q = 10'h0;
    reg out_valid__d;
    reg out_valid__q;
    initial out_valid__q = 1'h0;
    reg [9:0] skid__d;
    reg [9:0] skid__q;
    initial skid__q = 10'h0;
    reg skid_valid__d;
    reg skid_valid__q;
    initial skid_valid__q = 1'h0;

    always @(posedge clock) begin
        out__q <= out__d;
        out_valid__q <= out_valid__d;
        skid__q <= skid__d;
        skid_valid__q <= skid_valid__d;
    end

    always @* begin
        out__d = out__q;
        out_valid__d = out_valid__q;
        skid_valid__d = skid_valid__q;
        if (m_ready || ~out_valid__q) begin
            if (skid_valid__q) begin
                out__d = skid__q;
                out_valid__d = 1'h1;
                skid_valid__d = 1'h0;
            end else begin
                out__d = s_data;
                out_valid__d = s_valid;
            end
        end else if (s_valid && ~skid_valid__q) begin
            skid_valid__d = 1'h1;
        end
        if (reset) begin
            out_valid__d = 1'h0;
            skid_valid__d = 1'h0;
        end
    end

    always @* begin
        skid__d = skid__q;
        if (~skid_valid__q) begin
            skid__d = s_data;
        end
    end
    assign s_ready = ~skid_valid__q;
    assign m_data = out__q;
    assign m_valid = out_valid__q;
endmodule

// respite_card_ram_6: respite_card.fetch.arrivals.heads.ram
module respite_card_ram_6 (
    input  wire clock,
    input  wire wr,
    input  wire [5:0] wa,
    input  wire [512:0] wd,
    input  wire [5:0] ra,
    output reg  [512:0] rd
);
    (* ram_style = "distributed" *) reg [512:0] mem [0:63];
    integer i;
    initial begin
        for (i = 0; i <= 63; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_heads: respite_card.fetch.arrivals.heads
module respite_card_heads (
    input  wire clock,
    input  wire reset,
    input  wire [512:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [512:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [5:0] next;
    wire [5:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [6:0] toggles;
    reg [5:0] write__d;
    reg [5:0] write__q;
    initial write__q = 6'h0;
    reg [5:0] read__d;
    reg [5:0] read__q;
    initial read__q = 6'h0;
    reg [5:0] after__d;
    reg [5:0] after__q;
    initial after__q = 6'h0;
    reg [6:0] level__d;
    reg [6:0] level__q;
    initial level__q = 7'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_6 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 6'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 6'h1;
            valid__d = level__q > 7'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 6'h0;
            read__d = 6'h0;
            after__d = 6'h1;
            level__d = 7'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[5:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {6'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[6:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[6:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[6:4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {toggles[6:5], (grows && ones) || (shrinks && zeros), toggles[3:0]};
        ones = ones && level__q[4];
        zeros = zeros && ~level__q[4];
        toggles = {toggles[6], (grows && ones) || (shrinks && zeros), toggles[4:0]};
        ones = ones && level__q[5];
        zeros = zeros && ~level__q[5];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[5:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_ring: respite_card.fetch.arrivals.ring
module respite_card_ring (
    input  wire clock,
    input  wire wr,
    input  wire [10:0] wa,
    input  wire [127:0] wd,
    input  wire [10:0] ra,
    output reg  [127:0] rd
);
    (* ram_style = "block", no_rw_check *) reg [127:0] mem [0:2047];
    integer i;
    initial begin
        for (i = 0; i <= 2047; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_swap: respite_card.fetch.arrivals.swap
module respite_card_swap (
    input  wire [127:0] x,
    output reg  [127:0] y
);
    always @* y = {x[7:0], x[15:8], x[23:16], x[31:24], x[39:32], x[47:40], x[55:48], x[63:56], x[71:64], x[79:72], x[87:80], x[95:88], x[103:96], x[111:104], x[119:112], x[127:120]};
endmodule

// respite_card_arrivals: respite_card.fetch.arrivals
module respite_card_arrivals (
    input  wire clock,
    input  wire reset,
    input  wire [135:0] s_data,
    input  wire s_valid,
    input  wire [127:0] beat_data,
    input  wire beat_failed,
    input  wire beat_last,
    input  wire beat_valid,
    output wire fault,
    input  wire [10:0] ring_ra,
    output wire [127:0] ring_rd,
    output wire [647:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    localparam [5:0] dma = 6'h1;
    wire last_word;
    reg [512:0] whole;
    wire [135:0] e;
    wire [512:0] c;
    wire take;
    reg [647:0] arrival;
    wire expected__s_ready;
    wire [135:0] expected__m_data;
    wire expected__m_valid;
    wire expected__m_ready;
    wire [9:0] sizes__s_data;
    wire sizes__s_valid;
    wire sizes__s_ready;
    wire [9:0] sizes__m_data;
    wire sizes__m_valid;
    wire size__s_ready;
    wire [9:0] size__m_data;
    wire size__m_valid;
    wire heads__s_ready;
    wire [512:0] heads__m_data;
    wire heads__m_valid;
    wire heads__m_ready;
    wire [127:0] ring__rd;
    wire [127:0] swap__y;
    reg [127:0] ring_out__d;
    reg [127:0] ring_out__q;
    initial ring_out__q = 128'h0;
    reg [10:0] write_at__d;
    reg [10:0] write_at__q;
    initial write_at__q = 11'h0;
    reg [9:0] got__d;
    reg [9:0] got__q;
    initial got__q = 10'h0;
    reg [127:0] head0__d;
    reg [127:0] head0__q;
    initial head0__q = 128'h0;
    reg [127:0] head1__d;
    reg [127:0] head1__q;
    initial head1__q = 128'h0;
    reg [127:0] head2__d;
    reg [127:0] head2__q;
    initial head2__q = 128'h0;
    reg [127:0] head3__d;
    reg [127:0] head3__q;
    initial head3__q = 128'h0;
    reg packet_spoilt__d;
    reg packet_spoilt__q;
    initial packet_spoilt__q = 1'h0;
    reg burst_spoilt__d;
    reg burst_spoilt__q;
    initial burst_spoilt__q = 1'h0;
    reg whole_valid__d;
    reg whole_valid__q;
    initial whole_valid__q = 1'h0;
    reg whole_failed__d;
    reg whole_failed__q;
    initial whole_failed__q = 1'h0;
    reg [135:0] oldest__d;
    reg [135:0] oldest__q;
    initial oldest__q = 136'h0;
    reg oldest_valid__d;
    reg oldest_valid__q;
    initial oldest_valid__q = 1'h0;
    reg is_read__d;
    reg is_read__q;
    initial is_read__q = 1'h0;
    reg [647:0] out__d;
    reg [647:0] out__q;
    initial out__q = 648'h0;
    reg out_valid__d;
    reg out_valid__q;
    initial out_valid__q = 1'h0;

    respite_card_expected expected (
        .clock(clock),
        .reset(reset),
        .s_data(s_data),
        .s_valid(s_valid),
        .s_ready(expected__s_ready),
        .m_data(expected__m_data),
        .m_valid(expected__m_valid),
        .m_ready(expected__m_ready)
    );

    respite_card_sizes sizes (
        .clock(clock),
        .reset(reset),
        .s_data(sizes__s_data),
        .s_valid(sizes__s_valid),
        .s_ready(sizes__s_ready),
        .m_data(sizes__m_data),
        .m_valid(sizes__m_valid),
        .m_ready(size__s_ready)
    );

    respite_card_size size (
        .clock(clock),
        .reset(reset),
        .s_data(sizes__m_data),
        .s_valid(sizes__m_valid),
        .s_ready(size__s_ready),
        .m_data(size__m_data),
        .m_valid(size__m_valid),
        .m_ready(last_word)
    );

    respite_card_heads heads (
        .clock(clock),
        .reset(reset),
        .s_data(whole),
        .s_valid(whole_valid__q),
        .s_ready(heads__s_ready),
        .m_data(heads__m_data),
        .m_valid(heads__m_valid),
        .m_ready(heads__m_ready)
    );

    respite_card_ring ring (
        .clock(clock),
        .wr(beat_valid),
        .wa(write_at__q),
        .wd(swap__y),
        .ra(ring_ra),
        .rd(ring__rd)
    );

    respite_card_swap swap (
        .x(beat_data),
        .y(swap__y)
    );

    always @(posedge clock) begin
        ring_out__q <= ring_out__d;
        write_at__q <= write_at__d;
        got__q <= got__d;
        head0__q <= head0__d;
        head1__q <= head1__d;
        head2__q <= head2__d;
        head3__q <= head3__d;
        packet_spoilt__q <= packet_spoilt__d;
        burst_spoilt__q <= burst_spoilt__d;
        whole_valid__q <= whole_valid__d;
        whole_failed__q <= whole_failed__d;
        oldest__q <= oldest__d;
        oldest_valid__q <= oldest_valid__d;
        is_read__q <= is_read__d;
        out__q <= out__d;
        out_valid__q <= out_valid__d;
    end

    always @* begin
        ring_out__d = ring_out__q;
        ring_out__d = ring__rd;
    end

    always @* begin
        write_at__d = write_at__q;
        got__d = got__q;
        head0__d = head0__q;
        head1__d = head1__q;
        head2__d = head2__q;
        head3__d = head3__q;
        packet_spoilt__d = packet_spoilt__q;
        burst_spoilt__d = burst_spoilt__q;
        whole_valid__d = whole_valid__q;
        oldest__d = oldest__q;
        oldest_valid__d = oldest_valid__q;
        is_read__d = is_read__q;
        out_valid__d = out_valid__q;
        whole_valid__d = last_word;
        if (beat_valid) begin
            write_at__d = write_at__q + 11'h1;
            got__d = got__q + 10'h1;
            packet_spoilt__d = packet_spoilt__q || beat_failed;
            burst_spoilt__d = ~beat_last && (burst_spoilt__q || beat_failed);
            if (got__q == 10'h0) begin
                head0__d = swap__y;
            end
            if (got__q == 10'h1) begin
                head1__d = swap__y;
            end
            if (got__q == 10'h2) begin
                head2__d = swap__y;
            end
            if (got__q == 10'h3) begin
                head3__d = swap__y;
            end
        end
        if (last_word) begin
            got__d = 10'h0;
            packet_spoilt__d = 1'h0;
        end
        if (~oldest_valid__q) begin
            oldest__d = expected__m_data;
            oldest_valid__d = expected__m_valid;
            is_read__d = |expected__m_data[119:110];
        end
        if (m_ready) begin
            out_valid__d = 1'h0;
        end
        if (take) begin
            oldest_valid__d = 1'h0;
            out_valid__d = 1'h1;
        end
        if (reset) begin
            write_at__d = 11'h0;
            got__d = 10'h0;
            packet_spoilt__d = 1'h0;
            burst_spoilt__d = 1'h0;
            whole_valid__d = 1'h0;
            oldest_valid__d = 1'h0;
            out_valid__d = 1'h0;
        end
    end

    always @* begin
        whole_failed__d = whole_failed__q;
        whole_failed__d = packet_spoilt__q || beat_failed;
    end

    always @* begin
        out__d = out__q;
        if (~out_valid__q) begin
            out__d = arrival;
        end
    end
    assign sizes__s_data = s_data[119:110] - 10'h1;
    assign sizes__s_valid = s_valid && (|s_data[119:110]);
    assign ring_rd = ring_out__q;
    assign last_word = beat_valid && (got__q == size__m_data);
    assign fault = beat_valid && beat_last && (burst_spoilt__q || beat_failed);

    always @* begin
        whole[511:0] = {head0__q, head1__q, head2__q, head3__q};
        whole[512] = whole_failed__q;
    end
    assign expected__m_ready = ~oldest_valid__q;
    assign e = oldest__q;
    assign c = heads__m_data;
    assign take = oldest_valid__q && (heads__m_valid || ~is_read__q) && ~out_valid__q;
    assign heads__m_ready = oldest_valid__q && is_read__q && ~out_valid__q;

    always @* begin
        arrival[77:0] = e[77:0];
        arrival[83:78] = e[83:78];
        if (is_read__q && c[512]) begin
            arrival[83:78] = dma;
            if (e[84]) begin
                arrival[83:78] = 6'h21;
            end
        end
        arrival[84] = e[84];
        arrival[98:85] = e[98:85];
        arrival[109:99] = e[109:99];
        arrival[119:110] = e[119:110];
        arrival[135:120] = e[135:120];
        arrival[647:136] = c[511:0];
    end
    assign m_data = out__q;
    assign m_valid = out_valid__q;
endmodule

// respite_card_ar: respite_card.fetch.ar
module respite_card_ar (
    input  wire clock,
    input  wire reset,
    input  wire [57:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [57:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    reg [57:0] out__d;
    reg [57:0] out__q;
    initial out__q = 58'h0;
    reg out_valid__d;
    reg out_valid__q;
    initial out_valid__q = 1'h0;
    reg [57:0] skid__d;
    reg [57:0] skid__q;
    initial skid__q = 58'h0;
    reg skid_valid__d;
    reg skid_valid__q;
    initial skid_valid__q = 1'h0;

    always @(posedge clock) begin
        out__q <= out__d;
        out_valid__q <= out_valid__d;
        skid__q <= skid__d;
        skid_valid__q <= skid_valid__d;
    end

    always @* begin
        out__d = out__q;
        out_valid__d = out_valid__q;
        skid_valid__d = skid_valid__q;
        if (m_ready || ~out_valid__q) begin
            if (skid_valid__q) begin
                out__d = skid__q;
                out_valid__d = 1'h1;
                skid_valid__d = 1'h0;
            end else begin
                out__d = s_data;
                out_valid__d = s_valid;
            end
        end else if (s_valid && ~skid_valid__q) begin
            skid_valid__d = 1'h1;
        end
        if (reset) begin
            out_valid__d = 1'h0;
            skid_valid__d = 1'h0;
        end
    end

    always @* begin
        skid__d = skid__q;
        if (~skid_valid__q) begin
            skid__d = s_data;
        end
    end
    assign s_ready = ~skid_valid__q;
    assign m_data = out__q;
    assign m_valid = out_valid__q;
endmodule

// respite_card_fetch: respite_card.fetch
module respite_card_fetch (
    input  wire clock,
    input  wire reset,
    input  wire enable,
    input  wire [3:0] q_enable,
    input  wire [191:0] sq_base,
    input  wire [15:0] q_log2,
    input  wire [47:0] q_tail,
    output wire [47:0] q_head,
    input  wire [15:0] now,
    output wire [1:0] arid,
    output wire [47:0] araddr,
    output wire [7:0] arlen,
    output wire arvalid,
    input  wire arready,
    input  wire [1:0] rid,
    input  wire [127:0] rdata,
    input  wire [1:0] rresp,
    input  wire rlast,
    input  wire rvalid,
    output wire rready,
    input  wire hold,
    output wire [647:0] m_data,
    output wire m_valid,
    input  wire m_ready,
    input  wire [10:0] ring_ra,
    output wire [127:0] ring_rd,
    input  wire free_valid,
    input  wire [9:0] free_words,
    output wire accepted,
    output wire [16:0] accepted_data,
    output wire read_fault,
    output wire idle
);
    reg [57:0] read;
    wire [7:0] more;
    wire arrival_left;
    wire [3:0] descriptors__committed;
    wire [47:0] descriptors__ask_addr;
    wire [4:0] descriptors__ask_beats;
    wire descriptors__ask_valid;
    wire descriptors__fault;
    wire [158:0] descriptors__m_data;
    wire descriptors__m_failed;
    wire descriptors__m_valid;
    wire requests__s_ready;
    wire [47:0] requests__ask_addr;
    wire [4:0] requests__ask_beats;
    wire requests__ask_valid;
    wire requests__ask_ready;
    wire [135:0] requests__m_data;
    wire requests__m_valid;
    wire arrivals__fault;
    wire arrivals__m_valid;
    wire ar__s_valid;
    wire ar__s_ready;
    wire [57:0] ar__m_data;
    reg [127:0] r_data__d;
    reg [127:0] r_data__q;
    initial r_data__q = 128'h0;
    reg r_failed__d;
    reg r_failed__q;
    initial r_failed__q = 1'h0;
    reg r_last__d;
    reg r_last__q;
    initial r_last__q = 1'h0;
    reg r_descriptor__d;
    reg r_descriptor__q;
    initial r_descriptor__q = 1'h0;
    reg r_packet__d;
    reg r_packet__q;
    initial r_packet__q = 1'h0;
    reg fault__d;
    reg fault__q;
    initial fault__q = 1'h0;
    reg [7:0] arrivals_due__d;
    reg [7:0] arrivals_due__q;
    initial arrivals_due__q = 8'h0;

    respite_card_descriptors descriptors (
        .clock(clock),
        .reset(reset),
        .enable(enable),
        .q_enable(q_enable),
        .sq_base(sq_base),
        .q_log2(q_log2),
        .q_tail(q_tail),
        .q_head(q_head),
        .now(now),
        .committed(descriptors__committed),
        .ask_addr(descriptors__ask_addr),
        .ask_beats(descriptors__ask_beats),
        .ask_valid(descriptors__ask_valid),
        .ask_ready(ar__s_ready),
        .beat_data(r_data__q),
        .beat_failed(r_failed__q),
        .beat_last(r_last__q),
        .beat_valid(r_descriptor__q),
        .fault(descriptors__fault),
        .m_data(descriptors__m_data),
        .m_failed(descriptors__m_failed),
        .m_valid(descriptors__m_valid),
        .m_ready(requests__s_ready)
    );

    respite_card_requests requests (
        .clock(clock),
        .reset(reset),
        .s_data(descriptors__m_data),
        .s_failed(descriptors__m_failed),
        .s_valid(descriptors__m_valid),
        .s_ready(requests__s_ready),
        .ask_addr(requests__ask_addr),
        .ask_beats(requests__ask_beats),
        .ask_valid(requests__ask_valid),
        .ask_ready(requests__ask_ready),
        .m_data(requests__m_data),
        .m_valid(requests__m_valid),
        .hold(hold),
        .m_left(arrival_left),
        .free_valid(free_valid),
        .free_words(free_words),
        .accepted(accepted),
        .accepted_data(accepted_data)
    );

    respite_card_arrivals arrivals (
        .clock(clock),
        .reset(reset),
        .s_data(requests__m_data),
        .s_valid(requests__m_valid),
        .beat_data(r_data__q),
        .beat_failed(r_failed__q),
        .beat_last(r_last__q),
        .beat_valid(r_packet__q),
        .fault(arrivals__fault),
        .ring_ra(ring_ra),
        .ring_rd(ring_rd),
        .m_data(m_data),
        .m_valid(arrivals__m_valid),
        .m_ready(m_ready)
    );

    respite_card_ar ar (
        .clock(clock),
        .reset(reset),
        .s_data(read),
        .s_valid(ar__s_valid),
        .s_ready(ar__s_ready),
        .m_data(ar__m_data),
        .m_valid(arvalid),
        .m_ready(arready)
    );

    always @(posedge clock) begin
        r_data__q <= r_data__d;
        r_failed__q <= r_failed__d;
        r_last__q <= r_last__d;
        r_descriptor__q <= r_descriptor__d;
        r_packet__q <= r_packet__d;
        fault__q <= fault__d;
        arrivals_due__q <= arrivals_due__d;
    end

    always @* begin
        r_data__d = r_data__q;
        r_data__d = rdata;
    end

    always @* begin
        r_failed__d = r_failed__q;
        r_failed__d = |rresp;
    end

    always @* begin
        r_last__d = r_last__q;
        r_last__d = rlast;
    end

    always @* begin
        r_descriptor__d = r_descriptor__q;
        r_packet__d = r_packet__q;
        fault__d = fault__q;
        arrivals_due__d = arrivals_due__q;
        r_descriptor__d = rvalid && (rid == 2'h0);
        r_packet__d = rvalid && (rid == 2'h1);
        fault__d = descriptors__fault || arrivals__fault;
        arrivals_due__d = arrivals_due__q + more;
        if (arrival_left) begin
            arrivals_due__d = (arrivals_due__q + more) - 8'h1;
        end
        if (reset) begin
            r_descriptor__d = 1'h0;
            r_packet__d = 1'h0;
            fault__d = 1'h0;
            arrivals_due__d = 8'h0;
        end
    end
    assign requests__ask_ready = ar__s_ready && ~descriptors__ask_valid;

    always @* begin
        read[1:0] = 2'h1;
        read[49:2] = requests__ask_addr;
        read[57:50] = {3'h0, requests__ask_beats} - 8'h1;
        if (descriptors__ask_valid) begin
            read[1:0] = 2'h0;
            read[49:2] = descriptors__ask_addr;
            read[57:50] = {3'h0, descriptors__ask_beats} - 8'h1;
        end
    end
    assign ar__s_valid = descriptors__ask_valid || requests__ask_valid;
    assign arid = ar__m_data[1:0];
    assign araddr = ar__m_data[49:2];
    assign arlen = ar__m_data[57:50];
    assign rready = 1'h1;
    assign read_fault = fault__q;
    assign m_valid = arrivals__m_valid;
    assign arrival_left = arrivals__m_valid && m_ready;
    assign more = {4'h0, descriptors__committed};
    assign idle = ~(|arrivals_due__q) && ~(|more);
endmodule

// respite_card_turn: respite_card.lane.turn.0
module respite_card_turn (
    input  wire clock,
    input  wire reset,
    input  wire [1262:0] head,
    input  wire [127:0] beginning,
    input  wire passed,
    input  wire passed_soft,
    output wire [647:0] m_data,
    output wire [4:0] m_base,
    output wire [13:0] m_above,
    output wire m_soft,
    output wire m_valid,
    input  wire m_ready,
    output wire open,
    input  wire entered,
    input  wire issued,
    input  wire [3:0] level,
    input  wire bundled
);
    localparam [3:0] most = 4'h1;
    wire [16:0] once;
    wire [1262:0] k;
    wire [511:0] v4_head;
    wire [511:0] v6_head;
    reg [647:0] now;
    reg waiting__d;
    reg waiting__q;
    initial waiting__q = 1'h0;
    reg soft__d;
    reg soft__q;
    initial soft__q = 1'h0;
    reg [647:0] out__d;
    reg [647:0] out__q;
    initial out__q = 648'h0;
    reg bundles__d;
    reg bundles__q;
    initial bundles__q = 1'h0;
    reg [3:0] inside__d;
    reg [3:0] inside__q;
    initial inside__q = 4'h0;
    reg open_q__d;
    reg open_q__q;
    initial open_q__q = 1'h0;
    reg [17:0] sum__d;
    reg [17:0] sum__q;
    initial sum__q = 18'h0;
    reg [15:0] checksum__d;
    reg [15:0] checksum__q;
    initial checksum__q = 16'h0;

    always @(posedge clock) begin
        waiting__q <= waiting__d;
        soft__q <= soft__d;
        out__q <= out__d;
        bundles__q <= bundles__d;
        inside__q <= inside__d;
        open_q__q <= open_q__d;
        sum__q <= sum__d;
        checksum__q <= checksum__d;
    end

    always @* begin
        waiting__d = waiting__q;
        soft__d = soft__q;
        bundles__d = bundles__q;
        inside__d = inside__q;
        open_q__d = open_q__q;
        if (m_ready) begin
            waiting__d = 1'h0;
        end
        if (passed) begin
            waiting__d = 1'h1;
            soft__d = passed_soft;
        end
        if (bundled) begin
            bundles__d = 1'h1;
        end
        if (entered && ~issued) begin
            inside__d = inside__q + 4'h1;
        end
        if (~entered && issued) begin
            inside__d = inside__q - 4'h1;
        end
        open_q__d = ~bundles__q || ((level + inside__q) <= most);
        if (reset) begin
            waiting__d = 1'h0;
            bundles__d = 1'h0;
            inside__d = 4'h0;
            open_q__d = 1'h1;
        end
    end

    always @* begin
        out__d = out__q;
        out__d = now;
    end

    always @* begin
        sum__d = sum__q;
        sum__d = {2'h0, k[1047:1032]} + {2'h0, k[1111:1096]} + {2'h0, ~{2'h0, k[139:126] + 14'h14}} + 18'h1;
    end

    always @* begin
        checksum__d = checksum__q;
        checksum__d = once[15:0] + {15'h0, once[16]};
    end
    assign k = head;
    assign once = {1'h0, sum__q[15:0]} + {15'h0, sum__q[17:16]};
    assign v4_head = {k[1127:1112], 2'h0, k[139:126] + 14'h14, k[1095:1056], 440'h0} | 512'h32000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000 | {80'h0, checksum__q, 416'h0} | {96'h0, k[1031:968], 352'h0} | {160'h0, beginning, 224'h0};
    assign v6_head = {k[1127:1096], 2'h0, k[139:126], 464'h0} | 512'h32000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000 | {56'h0, k[1071:808], 192'h0} | {320'h0, beginning, 64'h0};

    always @* begin
        now[77:0] = k[77:0];
        now[83:78] = 6'h0;
        now[84] = k[84];
        now[98:85] = k[176:163];
        now[109:99] = 11'h0;
        now[119:110] = 10'h0;
        if (k[84]) begin
            now[647:136] = k[1255:744];
            now[135:120] = k[1239:1224];
            if (k[160]) begin
                now[135:120] = k[1223:1208] + 16'h28;
            end
        end else begin
            now[647:136] = v4_head;
            now[135:120] = {2'h0, k[139:126]} + 16'h14;
            if (k[160]) begin
                now[647:136] = v6_head;
                now[135:120] = {2'h0, k[139:126]} + 16'h28;
            end
        end
    end
    assign m_data = out__q;
    assign m_base = k[124:120];
    assign m_above = k[98:85];
    assign m_soft = soft__q && waiting__q;
    assign m_valid = waiting__q;
    assign open = open_q__q;
endmodule

// respite_card_parse: respite_card.lane.parse
module respite_card_parse (
    input  wire clock,
    input  wire reset,
    input  wire [647:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    input  wire s_again,
    input  wire [4:0] s_base,
    input  wire [13:0] s_above,
    input  wire s_soft,
    output wire [1020:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire [511:0] head;
    wire [3:0] version;
    wire [16:0] diff;
    reg [5:0] verdict;
    wire last;
    wire ready;
    reg [2:0] step__d;
    reg [2:0] step__q;
    initial step__q = 3'h0;
    reg [647:0] a__d;
    reg [647:0] a__q;
    initial a__q = 648'h0;
    reg again__d;
    reg again__q;
    initial again__q = 1'h0;
    reg [4:0] base__d;
    reg [4:0] base__q;
    initial base__q = 5'h0;
    reg [13:0] above__d;
    reg [13:0] above__q;
    initial above__q = 14'h0;
    reg soft__d;
    reg soft__q;
    initial soft__q = 1'h0;
    reg [1020:0] out__d;
    reg [1020:0] out__q;
    initial out__q = 1021'h0;
    reg out_valid__d;
    reg out_valid__q;
    initial out_valid__q = 1'h0;
    reg v4__d;
    reg v4__q;
    initial v4__q = 1'h0;
    reg v6__d;
    reg v6__q;
    initial v6__q = 1'h0;
    reg ihl_short__d;
    reg ihl_short__q;
    initial ihl_short__q = 1'h0;
    reg ihl_long__d;
    reg ihl_long__q;
    initial ihl_long__q = 1'h0;
    reg fragment__d;
    reg fragment__q;
    initial fragment__q = 1'h0;
    reg [7:0] next__d;
    reg [7:0] next__q;
    initial next__q = 8'h0;
    reg [16:0] header__d;
    reg [16:0] header__q;
    initial header__q = 17'h0;
    reg [16:0] total__d;
    reg [16:0] total__q;
    initial total__q = 17'h0;
    reg [191:0] l4__d;
    reg [191:0] l4__q;
    initial l4__q = 192'h0;
    reg over__d;
    reg over__q;
    initial over__q = 1'h0;
    reg under__d;
    reg under__q;
    initial under__q = 1'h0;
    reg len_short__d;
    reg len_short__q;
    initial len_short__q = 1'h0;
    reg len_zero__d;
    reg len_zero__q;
    initial len_zero__q = 1'h0;
    reg [15:0] l4_len__d;
    reg [15:0] l4_len__q;
    initial l4_len__q = 16'h0;
    reg is_esp__d;
    reg is_esp__q;
    initial is_esp__q = 1'h0;
    reg is_ah__d;
    reg is_ah__q;
    initial is_ah__q = 1'h0;
    reg is_udp__d;
    reg is_udp__q;
    initial is_udp__q = 1'h0;
    reg is_frag6__d;
    reg is_frag6__q;
    initial is_frag6__q = 1'h0;
    reg is_options6__d;
    reg is_options6__q;
    initial is_options6__q = 1'h0;
    reg first_ff__d;
    reg first_ff__q;
    initial first_ff__q = 1'h0;
    reg marker__d;
    reg marker__q;
    initial marker__q = 1'h0;
    reg [15:0] udp_len__d;
    reg [15:0] udp_len__q;
    initial udp_len__q = 16'h0;
    reg [5:0] ip_verdict__d;
    reg [5:0] ip_verdict__q;
    initial ip_verdict__q = 6'h0;
    reg udp_short__d;
    reg udp_short__q;
    initial udp_short__q = 1'h0;
    reg keepalive__d;
    reg keepalive__q;
    initial keepalive__q = 1'h0;
    reg udp_tiny__d;
    reg udp_tiny__q;
    initial udp_tiny__q = 1'h0;
    reg ike__d;
    reg ike__q;
    initial ike__q = 1'h0;
    reg [15:0] esp_len__d;
    reg [15:0] esp_len__q;
    initial esp_len__q = 16'h0;
    reg [127:0] esp__d;
    reg [127:0] esp__q;
    initial esp__q = 128'h0;

    always @(posedge clock) begin
        step__q <= step__d;
        a__q <= a__d;
        again__q <= again__d;
        base__q <= base__d;
        above__q <= above__d;
        soft__q <= soft__d;
        out__q <= out__d;
        out_valid__q <= out_valid__d;
        v4__q <= v4__d;
        v6__q <= v6__d;
        ihl_short__q <= ihl_short__d;
        ihl_long__q <= ihl_long__d;
        fragment__q <= fragment__d;
        next__q <= next__d;
        header__q <= header__d;
        total__q <= total__d;
        l4__q <= l4__d;
        over__q <= over__d;
        under__q <= under__d;
        len_short__q <= len_short__d;
        len_zero__q <= len_zero__d;
        l4_len__q <= l4_len__d;
        is_esp__q <= is_esp__d;
        is_ah__q <= is_ah__d;
        is_udp__q <= is_udp__d;
        is_frag6__q <= is_frag6__d;
        is_options6__q <= is_options6__d;
        first_ff__q <= first_ff__d;
        marker__q <= marker__d;
        udp_len__q <= udp_len__d;
        ip_verdict__q <= ip_verdict__d;
        udp_short__q <= udp_short__d;
        keepalive__q <= keepalive__d;
        udp_tiny__q <= udp_tiny__d;
        ike__q <= ike__d;
        esp_len__q <= esp_len__d;
        esp__q <= esp__d;
    end

    always @* begin
        step__d = step__q;
        a__d = a__q;
        out_valid__d = out_valid__q;
        again__d = again__q;
        base__d = base__q;
        above__d = above__q;
        soft__d = soft__q;
        if (out_valid__q && m_ready) begin
            out_valid__d = 1'h0;
        end
        if (last) begin
            step__d = 3'h0;
            out_valid__d = 1'h1;
        end else if ((step__q != 3'h0) && (step__q != 3'h4)) begin
            step__d = step__q + 3'h1;
        end
        if (ready && s_valid) begin
            a__d = s_data;
            again__d = s_again;
            base__d = s_base;
            above__d = s_above;
            soft__d = s_soft;
            step__d = 3'h1;
        end
        if (reset) begin
            step__d = 3'h0;
            out_valid__d = 1'h0;
        end
    end

    always @* begin
        out__d = out__q;
        if (last) begin
            out__d[77:0] = a__q[77:0];
            out__d[83:78] = verdict;
            out__d[84] = a__q[84];
            out__d[98:85] = a__q[98:85];
            out__d[109:99] = a__q[109:99];
            out__d[119:110] = a__q[119:110];
            out__d[135:120] = a__q[135:120];
            out__d[136] = v6__q;
            out__d[137] = is_udp__q && ~a__q[84];
            out__d[138] = is_ah__q && ~a__q[84];
            out__d[146:139] = l4__q[183:176];
            out__d[154:147] = l4__q[191:184];
            out__d[155] = ((esp_len__q < 16'h24) || (|esp_len__q[1:0])) && ~a__q[84];
            out__d[187:156] = esp__q[127:96];
            out__d[219:188] = esp__q[95:64];
            out__d[283:220] = esp__q[63:0];
            out__d[620] = a__q[84] && (is_frag6__q || is_options6__q || (v4__q && (ihl_long__q || fragment__q)));
            out__d[555:540] = l4__q[191:176];
            out__d[571:556] = l4__q[175:160];
            out__d[1020:637] = head[511:128];
            if (v6__q) begin
                out__d[411:284] = head[447:320];
                out__d[539:412] = head[319:192];
                out__d[591:572] = head[499:480];
                out__d[618:611] = head[507:500];
                out__d[619] = 1'h1;
                out__d[596:592] = 5'he;
                if (is_udp__q) begin
                    out__d[596:592] = 5'h10;
                end
            end else begin
                out__d[411:284] = {96'h0, head[415:384]};
                out__d[539:412] = {96'h0, head[383:352]};
                out__d[591:572] = 20'h0;
                out__d[618:611] = head[503:496];
                out__d[619] = head[462];
                out__d[596:592] = 5'h9;
                if (is_udp__q) begin
                    out__d[596:592] = 5'hb;
                end
            end
            if (again__q) begin
                out__d[596:592] = base__q + 5'h4;
            end
            out__d[621] = again__q;
            out__d[635:622] = above__q;
            out__d[636] = soft__q;
            out__d[610:597] = esp_len__q[13:0] - 14'h20;
            if (a__q[84]) begin
                out__d[610:597] = total__q[13:0];
            end
        end
    end

    always @* begin
        v4__d = v4__q;
        v4__d = version == 4'h4;
    end

    always @* begin
        v6__d = v6__q;
        v6__d = version == 4'h6;
    end

    always @* begin
        ihl_short__d = ihl_short__q;
        ihl_short__d = head[507:504] < 4'h5;
    end

    always @* begin
        ihl_long__d = ihl_long__q;
        ihl_long__d = head[507:504] > 4'h5;
    end

    always @* begin
        fragment__d = fragment__q;
        fragment__d = |head[461:448];
    end

    always @* begin
        next__d = next__q;
        header__d = header__q;
        total__d = total__q;
        l4__d = l4__q;
        if (version == 4'h6) begin
            next__d = head[463:456];
            total__d = {1'h0, head[479:464]} + 17'h28;
            header__d = 17'h28;
            l4__d = head[191:0];
        end else begin
            next__d = head[439:432];
            total__d = {1'h0, head[495:480]};
            header__d = {11'h0, head[507:504], 2'h0};
            l4__d = head[351:160];
        end
    end

    always @* begin
        over__d = over__q;
        over__d = total__q > {1'h0, a__q[135:120]};
    end

    always @* begin
        under__d = under__q;
        under__d = total__q < header__q;
    end

    always @* begin
        len_short__d = len_short__q;
        len_short__d = a__q[135:120] < 16'h14;
    end

    always @* begin
        len_zero__d = len_zero__q;
        len_zero__d = ~(|a__q[135:120]);
    end

    always @* begin
        l4_len__d = l4_len__q;
        l4_len__d = diff[15:0];
    end

    always @* begin
        is_esp__d = is_esp__q;
        is_esp__d = next__q == 8'h32;
    end

    always @* begin
        is_ah__d = is_ah__q;
        is_ah__d = next__q == 8'h33;
    end

    always @* begin
        is_udp__d = is_udp__q;
        is_udp__d = next__q == 8'h11;
    end

    always @* begin
        is_frag6__d = is_frag6__q;
        is_frag6__d = v6__q && (next__q == 8'h2c);
    end

    always @* begin
        is_options6__d = is_options6__q;
        is_options6__d = v6__q && ((next__q == 8'h0) || (next__q == 8'h2b) || (next__q == 8'h3c) || (next__q == 8'h87));
    end

    always @* begin
        first_ff__d = first_ff__q;
        first_ff__d = &l4__q[127:120];
    end

    always @* begin
        marker__d = marker__q;
        marker__d = ~(|l4__q[127:96]);
    end

    always @* begin
        udp_len__d = udp_len__q;
        udp_len__d = l4__q[159:144];
    end

    always @* begin
        ip_verdict__d = ip_verdict__q;
        ip_verdict__d = 6'h0;
        if (a__q[84]) begin
            if (len_zero__q) begin
                ip_verdict__d = 6'h24;
            end else if (~v4__q && ~v6__q) begin
                ip_verdict__d = 6'h25;
            end else if (over__q || (v4__q && (ihl_short__q || under__q))) begin
                ip_verdict__d = 6'h24;
            end
        end else if (len_short__q) begin
            ip_verdict__d = 6'h4;
        end else if (~v4__q && ~v6__q) begin
            ip_verdict__d = 6'h7;
        end else if (v4__q && ihl_short__q) begin
            ip_verdict__d = 6'h4;
        end else if (v4__q && ihl_long__q) begin
            ip_verdict__d = 6'h6;
        end else if (over__q || under__q) begin
            ip_verdict__d = 6'h4;
        end else if ((v4__q && fragment__q) || is_frag6__q) begin
            ip_verdict__d = 6'h5;
        end else if (is_options6__q) begin
            ip_verdict__d = 6'h6;
        end else if (~is_esp__q && ~is_ah__q && ~is_udp__q) begin
            ip_verdict__d = 6'h7;
        end
    end

    always @* begin
        udp_short__d = udp_short__q;
        udp_short__d = (udp_len__q < 16'h8) || (udp_len__q > l4_len__q);
    end

    always @* begin
        keepalive__d = keepalive__q;
        keepalive__d = (udp_len__q == 16'h9) && first_ff__q;
    end

    always @* begin
        udp_tiny__d = udp_tiny__q;
        udp_tiny__d = udp_len__q < 16'hc;
    end

    always @* begin
        ike__d = ike__q;
        ike__d = marker__q;
    end

    always @* begin
        esp_len__d = esp_len__q;
        esp__d = esp__q;
        if (is_udp__q) begin
            esp_len__d = udp_len__q - 16'h8;
            esp__d = l4__q[127:0];
        end else if (is_ah__q) begin
            esp_len__d = l4_len__q;
            esp__d = l4__q[159:32];
        end else begin
            esp_len__d = l4_len__q;
            esp__d = l4__q[191:64];
        end
    end
    assign last = (step__q == 3'h4) && ~out_valid__q;
    assign ready = (step__q == 3'h0) || last;
    assign s_ready = ready;
    assign head = a__q[647:136];
    assign version = head[511:508];
    assign diff = total__q - header__q;

    always @* begin
        verdict = 6'h0;
        if (|a__q[83:78]) begin
            verdict = a__q[83:78];
        end else if (|ip_verdict__q) begin
            verdict = ip_verdict__q;
        end else if (a__q[84]) begin
            verdict = 6'h0;
        end else if (is_udp__q && udp_short__q) begin
            verdict = 6'h4;
        end else if (is_udp__q && keepalive__q) begin
            verdict = 6'h8;
        end else if (is_udp__q && udp_tiny__q) begin
            verdict = 6'h4;
        end else if (is_udp__q && ike__q) begin
            verdict = 6'h9;
        end else if ((esp_len__q < 16'h8) || (is_ah__q && (esp_len__q < 16'hc))) begin
            verdict = 6'h4;
        end else if (~(|esp__q[127:104])) begin
            verdict = 6'ha;
        end
    end
    assign m_data = out__q;
    assign m_valid = out_valid__q;
endmodule

// respite_card_hash0: respite_card.lane.lookup.cam.hash0
module respite_card_hash0 (
    input  wire clock,
    input  wire [32:0] key,
    output reg  [8:0] bucket
);
    initial bucket = 0;
    always @(posedge clock) begin
        bucket[0] <= ^(key & 33'h1b77ae0bf);
        bucket[1] <= ^(key & 33'h10eeb9026);
        bucket[2] <= ^(key & 33'h07ce91e59);
        bucket[3] <= ^(key & 33'h1f050c368);
        bucket[4] <= ^(key & 33'h0b16e0a1c);
        bucket[5] <= ^(key & 33'h101dce4e7);
        bucket[6] <= ^(key & 33'h12e144d6e);
        bucket[7] <= ^(key & 33'h0a792e1af);
        bucket[8] <= ^(key & 33'h0a4e85b0d);
    end
endmodule

// respite_card_hash1: respite_card.lane.lookup.cam.hash1
module respite_card_hash1 (
    input  wire clock,
    input  wire [32:0] key,
    output reg  [8:0] bucket
);
    initial bucket = 0;
    always @(posedge clock) begin
        bucket[0] <= ^(key & 33'h1cfc387df);
        bucket[1] <= ^(key & 33'h0edabf558);
        bucket[2] <= ^(key & 33'h1639b16b7);
        bucket[3] <= ^(key & 33'h1b2dcfc8a);
        bucket[4] <= ^(key & 33'h0b0ec76d0);
        bucket[5] <= ^(key & 33'h1b9b7e9a3);
        bucket[6] <= ^(key & 33'h1a50d59c0);
        bucket[7] <= ^(key & 33'h0e2120826);
        bucket[8] <= ^(key & 33'h1ecd02ed7);
    end
endmodule

// respite_card_hash2: respite_card.lane.lookup.cam.hash2
module respite_card_hash2 (
    input  wire clock,
    input  wire [32:0] key,
    output reg  [8:0] bucket
);
    initial bucket = 0;
    always @(posedge clock) begin
        bucket[0] <= ^(key & 33'h07b27a788);
        bucket[1] <= ^(key & 33'h1a91e47f6);
        bucket[2] <= ^(key & 33'h0b4c36d0d);
        bucket[3] <= ^(key & 33'h1305b0c0f);
        bucket[4] <= ^(key & 33'h078fb373f);
        bucket[5] <= ^(key & 33'h19b81de71);
        bucket[6] <= ^(key & 33'h069ba126c);
        bucket[7] <= ^(key & 33'h0bffff0cb);
        bucket[8] <= ^(key & 33'h1ce28856d);
    end
endmodule

// respite_card_hash3: respite_card.lane.lookup.cam.hash3
module respite_card_hash3 (
    input  wire clock,
    input  wire [32:0] key,
    output reg  [8:0] bucket
);
    initial bucket = 0;
    always @(posedge clock) begin
        bucket[0] <= ^(key & 33'h074cf841e);
        bucket[1] <= ^(key & 33'h15837da84);
        bucket[2] <= ^(key & 33'h0eb22e1ea);
        bucket[3] <= ^(key & 33'h1a582ee02);
        bucket[4] <= ^(key & 33'h1363e9382);
        bucket[5] <= ^(key & 33'h1a4ef3496);
        bucket[6] <= ^(key & 33'h09d78e2a2);
        bucket[7] <= ^(key & 33'h017f104eb);
        bucket[8] <= ^(key & 33'h07b5fefda);
    end
endmodule

// respite_card_ram_7: respite_card.lane.lookup.cam.ram.0
module respite_card_ram_7 (
    input  wire clock,
    input  wire wr,
    input  wire [8:0] wa,
    input  wire [48:0] wd,
    input  wire [8:0] ra,
    output reg  [48:0] rd
);
    (* ram_style = "block", no_rw_check *) reg [48:0] mem [0:511];
    integer i;
    initial begin
        for (i = 0; i <= 511; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_cam: respite_card.lane.lookup.cam
module respite_card_cam (
    input  wire clock,
    input  wire reset,
    input  wire [32:0] key,
    input  wire key_valid,
    output wire hit,
    output wire [1:0] state,
    output wire [13:0] sa,
    output wire out_valid,
    input  wire cam_wr,
    input  wire [20:0] cam_place,
    input  wire [31:0] cam_spi,
    input  wire cam_ah,
    input  wire [1:0] cam_state,
    input  wire [13:0] cam_sa
);
    localparam [48:0] none = 49'h0;
    wire [8:0] wa;
    wire [1:0] way;
    wire [2:0] slot;
    wire overflow;
    reg [3:0] flags;
    reg [15:0] mixed;
    reg any;
    reg [3:0] mask;
    wire [8:0] hash0__bucket;
    wire [8:0] hash1__bucket;
    wire [8:0] hash2__bucket;
    wire [8:0] hash3__bucket;
    wire ram__0__wr;
    wire [48:0] ram__0__rd;
    wire ram__1__wr;
    wire [48:0] ram__1__rd;
    wire ram__2__wr;
    wire [48:0] ram__2__rd;
    wire ram__3__wr;
    wire [48:0] ram__3__rd;
    reg [32:0] key0__d;
    reg [32:0] key0__q;
    initial key0__q = 33'h0;
    reg [32:0] key1__d;
    reg [32:0] key1__q;
    initial key1__q = 33'h0;
    reg [32:0] key2__d;
    reg [32:0] key2__q;
    initial key2__q = 33'h0;
    reg [32:0] key3__d;
    reg [32:0] key3__q;
    initial key3__q = 33'h0;
    reg [5:0] valid__d;
    reg [5:0] valid__q;
    initial valid__q = 6'h0;
    reg wr__d;
    reg wr__q;
    initial wr__q = 1'h0;
    reg [20:0] place__d;
    reg [20:0] place__q;
    initial place__q = 21'h0;
    reg [48:0] entry__d;
    reg [48:0] entry__q;
    initial entry__q = 49'h0;
    reg [48:0] written__d;
    reg [48:0] written__q;
    initial written__q = 49'h0;
    reg [3:0] clash__d;
    reg [3:0] clash__q;
    initial clash__q = 4'h0;
    reg [48:0] read__0__d;
    reg [48:0] read__0__q;
    initial read__0__q = 49'h0;
    reg [48:0] read__1__d;
    reg [48:0] read__1__q;
    initial read__1__q = 49'h0;
    reg [48:0] read__2__d;
    reg [48:0] read__2__q;
    initial read__2__q = 49'h0;
    reg [48:0] read__3__d;
    reg [48:0] read__3__q;
    initial read__3__q = 49'h0;
    reg [3:0] same__0__d;
    reg [3:0] same__0__q;
    initial same__0__q = 4'h0;
    reg [3:0] same__1__d;
    reg [3:0] same__1__q;
    initial same__1__q = 4'h0;
    reg [3:0] same__2__d;
    reg [3:0] same__2__q;
    initial same__2__q = 4'h0;
    reg [3:0] same__3__d;
    reg [3:0] same__3__q;
    initial same__3__q = 4'h0;
    reg [48:0] found__0__q;
    initial found__0__q = 49'h0;
    reg [48:0] found__1__q;
    initial found__1__q = 49'h0;
    reg [48:0] found__2__q;
    initial found__2__q = 49'h0;
    reg [48:0] found__3__q;
    initial found__3__q = 49'h0;
    reg [48:0] over__0__d;
    reg [48:0] over__0__q;
    initial over__0__q = 49'h0;
    reg [48:0] over__1__d;
    reg [48:0] over__1__q;
    initial over__1__q = 49'h0;
    reg [48:0] over__2__d;
    reg [48:0] over__2__q;
    initial over__2__q = 49'h0;
    reg [48:0] over__3__d;
    reg [48:0] over__3__q;
    initial over__3__q = 49'h0;
    reg [48:0] over__4__d;
    reg [48:0] over__4__q;
    initial over__4__q = 49'h0;
    reg [48:0] over__5__d;
    reg [48:0] over__5__q;
    initial over__5__q = 49'h0;
    reg [48:0] over__6__d;
    reg [48:0] over__6__q;
    initial over__6__q = 49'h0;
    reg [48:0] over__7__d;
    reg [48:0] over__7__q;
    initial over__7__q = 49'h0;
    reg [3:0] over_same__0__d;
    reg [3:0] over_same__0__q;
    initial over_same__0__q = 4'h0;
    reg [3:0] over_same__1__d;
    reg [3:0] over_same__1__q;
    initial over_same__1__q = 4'h0;
    reg [3:0] over_same__2__d;
    reg [3:0] over_same__2__q;
    initial over_same__2__q = 4'h0;
    reg [3:0] over_same__3__d;
    reg [3:0] over_same__3__q;
    initial over_same__3__q = 4'h0;
    reg [3:0] over_same__4__d;
    reg [3:0] over_same__4__q;
    initial over_same__4__q = 4'h0;
    reg [3:0] over_same__5__d;
    reg [3:0] over_same__5__q;
    initial over_same__5__q = 4'h0;
    reg [3:0] over_same__6__d;
    reg [3:0] over_same__6__q;
    initial over_same__6__q = 4'h0;
    reg [3:0] over_same__7__q;
    initial over_same__7__q = 4'h0;
    reg [48:0] over_found__0__q;
    initial over_found__0__q = 49'h0;
    reg [48:0] over_found__1__q;
    initial over_found__1__q = 49'h0;
    reg [48:0] over_found__2__q;
    initial over_found__2__q = 49'h0;
    reg [48:0] over_found__3__q;
    initial over_found__3__q = 49'h0;
    reg [48:0] over_found__4__q;
    initial over_found__4__q = 49'h0;
    reg [48:0] over_found__5__q;
    initial over_found__5__q = 49'h0;
    reg [48:0] over_found__6__q;
    initial over_found__6__q = 49'h0;
    reg [48:0] over_found__7__q;
    initial over_found__7__q = 49'h0;
    reg [15:0] over_mixed__d;
    reg [15:0] over_mixed__q;
    initial over_mixed__q = 16'h0;
    reg over_hit__d;
    reg over_hit__q;
    initial over_hit__q = 1'h0;
    reg [15:0] over_mixed2__d;
    reg [15:0] over_mixed2__q;
    initial over_mixed2__q = 16'h0;
    reg over_hit2__d;
    reg over_hit2__q;
    initial over_hit2__q = 1'h0;
    reg out_hit__d;
    reg out_hit__q;
    initial out_hit__q = 1'h0;
    reg [15:0] out__d;
    reg [15:0] out__q;
    initial out__q = 16'h0;

    respite_card_hash0 hash0 (
        .clock(clock),
        .key(key0__q),
        .bucket(hash0__bucket)
    );

    respite_card_hash1 hash1 (
        .clock(clock),
        .key(key0__q),
        .bucket(hash1__bucket)
    );

    respite_card_hash2 hash2 (
        .clock(clock),
        .key(key0__q),
        .bucket(hash2__bucket)
    );

    respite_card_hash3 hash3 (
        .clock(clock),
        .key(key0__q),
        .bucket(hash3__bucket)
    );

    respite_card_ram_7 ram__0 (
        .clock(clock),
        .wr(ram__0__wr),
        .wa(wa),
        .wd(entry__q),
        .ra(hash0__bucket),
        .rd(ram__0__rd)
    );

    respite_card_ram_7 ram__1 (
        .clock(clock),
        .wr(ram__1__wr),
        .wa(wa),
        .wd(entry__q),
        .ra(hash1__bucket),
        .rd(ram__1__rd)
    );

    respite_card_ram_7 ram__2 (
        .clock(clock),
        .wr(ram__2__wr),
        .wa(wa),
        .wd(entry__q),
        .ra(hash2__bucket),
        .rd(ram__2__rd)
    );

    respite_card_ram_7 ram__3 (
        .clock(clock),
        .wr(ram__3__wr),
        .wa(wa),
        .wd(entry__q),
        .ra(hash3__bucket),
        .rd(ram__3__rd)
    );

    always @(posedge clock) begin
        key0__q <= key0__d;
        key1__q <= key1__d;
        key2__q <= key2__d;
        key3__q <= key3__d;
        valid__q <= valid__d;
        wr__q <= wr__d;
        place__q <= place__d;
        entry__q <= entry__d;
        written__q <= written__d;
        clash__q <= clash__d;
        read__0__q <= read__0__d;
        read__1__q <= read__1__d;
        read__2__q <= read__2__d;
        read__3__q <= read__3__d;
        same__0__q <= same__0__d;
        same__1__q <= same__1__d;
        same__2__q <= same__2__d;
        same__3__q <= same__3__d;
        found__0__q <= read__0__q;
        found__1__q <= read__1__q;
        found__2__q <= read__2__q;
        found__3__q <= read__3__q;
        over__0__q <= over__0__d;
        over__1__q <= over__1__d;
        over__2__q <= over__2__d;
        over__3__q <= over__3__d;
        over__4__q <= over__4__d;
        over__5__q <= over__5__d;
        over__6__q <= over__6__d;
        over__7__q <= over__7__d;
        over_same__0__q <= over_same__0__d;
        over_same__1__q <= over_same__1__d;
        over_same__2__q <= over_same__2__d;
        over_same__3__q <= over_same__3__d;
        over_same__4__q <= over_same__4__d;
        over_same__5__q <= over_same__5__d;
        over_same__6__q <= over_same__6__d;
        over_same__7__q <= flags;
        over_found__0__q <= over__0__q;
        over_found__1__q <= over__1__q;
        over_found__2__q <= over__2__q;
        over_found__3__q <= over__3__q;
        over_found__4__q <= over__4__q;
        over_found__5__q <= over__5__q;
        over_found__6__q <= over__6__q;
        over_found__7__q <= over__7__q;
        over_mixed__q <= over_mixed__d;
        over_hit__q <= over_hit__d;
        over_mixed2__q <= over_mixed2__d;
        over_hit2__q <= over_hit2__d;
        out_hit__q <= out_hit__d;
        out__q <= out__d;
    end

    always @* begin
        key0__d = key0__q;
        key0__d = key;
    end

    always @* begin
        key1__d = key1__q;
        key1__d = key0__q;
    end

    always @* begin
        key2__d = key2__q;
        key2__d = key1__q;
    end

    always @* begin
        key3__d = key3__q;
        key3__d = key2__q;
    end

    always @* begin
        valid__d = valid__q;
        wr__d = wr__q;
        wr__d = cam_wr;
        valid__d = {valid__q[4:0], key_valid};
        if (reset) begin
            valid__d = 6'h0;
            wr__d = 1'h0;
        end
    end

    always @* begin
        place__d = place__q;
        place__d = cam_place;
    end

    always @* begin
        entry__d = entry__q;
        entry__d[32:0] = {cam_ah, cam_spi};
        entry__d[46:33] = cam_sa;
        entry__d[48:47] = cam_state;
    end

    always @* begin
        written__d = written__q;
        written__d = entry__q;
    end

    always @* begin
        clash__d = clash__q;
        clash__d = 4'h0;
        clash__d = mask;
    end

    always @* begin
        over_mixed__d = over_mixed__q;
        over_hit__d = over_hit__q;
        mixed = 16'h0;
        any = 1'h0;
        if (&over_same__0__q) begin
            mixed = over_found__0__q[48:33];
            any = 1'h1;
        end
        if (&over_same__1__q) begin
            mixed = mixed | over_found__1__q[48:33];
            any = 1'h1;
        end
        if (&over_same__2__q) begin
            mixed = mixed | over_found__2__q[48:33];
            any = 1'h1;
        end
        if (&over_same__3__q) begin
            mixed = mixed | over_found__3__q[48:33];
            any = 1'h1;
        end
        if (&over_same__4__q) begin
            mixed = mixed | over_found__4__q[48:33];
            any = 1'h1;
        end
        if (&over_same__5__q) begin
            mixed = mixed | over_found__5__q[48:33];
            any = 1'h1;
        end
        if (&over_same__6__q) begin
            mixed = mixed | over_found__6__q[48:33];
            any = 1'h1;
        end
        if (&over_same__7__q) begin
            mixed = mixed | over_found__7__q[48:33];
            any = 1'h1;
        end
        over_mixed__d = mixed;
        over_hit__d = any;
        mixed = 16'h0;
        any = over_hit2__q;
        if (over_hit2__q) begin
            mixed = over_mixed2__q;
        end
        if (&same__0__q) begin
            mixed = mixed | found__0__q[48:33];
            any = 1'h1;
        end
        if (&same__1__q) begin
            mixed = mixed | found__1__q[48:33];
            any = 1'h1;
        end
        if (&same__2__q) begin
            mixed = mixed | found__2__q[48:33];
            any = 1'h1;
        end
        if (&same__3__q) begin
            mixed = mixed | found__3__q[48:33];
            any = 1'h1;
        end
    end

    always @* begin
        over_mixed2__d = over_mixed2__q;
        over_mixed2__d = over_mixed__q;
    end

    always @* begin
        over_hit2__d = over_hit2__q;
        over_hit2__d = over_hit__q;
    end

    always @* begin
        out_hit__d = out_hit__q;
        out_hit__d = any;
    end

    always @* begin
        out__d = out__q;
        out__d = mixed;
    end
    assign wa = place__q[8:0];
    assign slot = place__q[2:0];
    assign way = place__q[17:16];
    assign overflow = place__q[20];
    assign ram__0__wr = wr__q && ~overflow && (way == 2'h0);
    assign ram__1__wr = wr__q && ~overflow && (way == 2'h1);
    assign ram__2__wr = wr__q && ~overflow && (way == 2'h2);
    assign ram__3__wr = wr__q && ~overflow && (way == 2'h3);

    always @* begin
        mask = 4'h0;
        if (wr__q && ~overflow && (hash0__bucket == wa) && (way == 2'h0)) begin
            mask = 4'h1;
        end
        if (wr__q && ~overflow && (hash1__bucket == wa) && (way == 2'h1)) begin
            mask = 4'h2;
        end
        if (wr__q && ~overflow && (hash2__bucket == wa) && (way == 2'h2)) begin
            mask = 4'h4;
        end
        if (wr__q && ~overflow && (hash3__bucket == wa) && (way == 2'h3)) begin
            mask = 4'h8;
        end
    end

    always @* begin
        read__0__d = ram__0__rd;
        if (clash__q[0]) begin
            read__0__d = written__q;
        end
    end

    always @* begin
        read__1__d = ram__1__rd;
        if (clash__q[1]) begin
            read__1__d = written__q;
        end
    end

    always @* begin
        read__2__d = ram__2__rd;
        if (clash__q[2]) begin
            read__2__d = written__q;
        end
    end

    always @* begin
        read__3__d = ram__3__rd;
        if (clash__q[3]) begin
            read__3__d = written__q;
        end
    end

    always @* begin
        flags = 4'h0;
        if (read__0__q[10:0] == key3__q[10:0]) begin
            flags = 4'h1;
        end
        if (read__0__q[21:11] == key3__q[21:11]) begin
            flags = flags | 4'h2;
        end
        if (read__0__q[32:22] == key3__q[32:22]) begin
            flags = flags | 4'h4;
        end
        if (|read__0__q[48:47]) begin
            flags = flags | 4'h8;
        end
        same__0__d = flags;
        flags = 4'h0;
        if (read__1__q[10:0] == key3__q[10:0]) begin
            flags = 4'h1;
        end
        if (read__1__q[21:11] == key3__q[21:11]) begin
            flags = flags | 4'h2;
        end
        if (read__1__q[32:22] == key3__q[32:22]) begin
            flags = flags | 4'h4;
        end
        if (|read__1__q[48:47]) begin
            flags = flags | 4'h8;
        end
        same__1__d = flags;
        flags = 4'h0;
        if (read__2__q[10:0] == key3__q[10:0]) begin
            flags = 4'h1;
        end
        if (read__2__q[21:11] == key3__q[21:11]) begin
            flags = flags | 4'h2;
        end
        if (read__2__q[32:22] == key3__q[32:22]) begin
            flags = flags | 4'h4;
        end
        if (|read__2__q[48:47]) begin
            flags = flags | 4'h8;
        end
        same__2__d = flags;
        flags = 4'h0;
        if (read__3__q[10:0] == key3__q[10:0]) begin
            flags = 4'h1;
        end
        if (read__3__q[21:11] == key3__q[21:11]) begin
            flags = flags | 4'h2;
        end
        if (read__3__q[32:22] == key3__q[32:22]) begin
            flags = flags | 4'h4;
        end
        if (|read__3__q[48:47]) begin
            flags = flags | 4'h8;
        end
        same__3__d = flags;
        flags = 4'h0;
        if (over__0__q[10:0] == key1__q[10:0]) begin
            flags = 4'h1;
        end
        if (over__0__q[21:11] == key1__q[21:11]) begin
            flags = flags | 4'h2;
        end
        if (over__0__q[32:22] == key1__q[32:22]) begin
            flags = flags | 4'h4;
        end
        if (|over__0__q[48:47]) begin
            flags = flags | 4'h8;
        end
        over_same__0__d = flags;
        flags = 4'h0;
        if (over__1__q[10:0] == key1__q[10:0]) begin
            flags = 4'h1;
        end
        if (over__1__q[21:11] == key1__q[21:11]) begin
            flags = flags | 4'h2;
        end
        if (over__1__q[32:22] == key1__q[32:22]) begin
            flags = flags | 4'h4;
        end
        if (|over__1__q[48:47]) begin
            flags = flags | 4'h8;
        end
        over_same__1__d = flags;
        flags = 4'h0;
        if (over__2__q[10:0] == key1__q[10:0]) begin
            flags = 4'h1;
        end
        if (over__2__q[21:11] == key1__q[21:11]) begin
            flags = flags | 4'h2;
        end
        if (over__2__q[32:22] == key1__q[32:22]) begin
            flags = flags | 4'h4;
        end
        if (|over__2__q[48:47]) begin
            flags = flags | 4'h8;
        end
        over_same__2__d = flags;
        flags = 4'h0;
        if (over__3__q[10:0] == key1__q[10:0]) begin
            flags = 4'h1;
        end
        if (over__3__q[21:11] == key1__q[21:11]) begin
            flags = flags | 4'h2;
        end
        if (over__3__q[32:22] == key1__q[32:22]) begin
            flags = flags | 4'h4;
        end
        if (|over__3__q[48:47]) begin
            flags = flags | 4'h8;
        end
        over_same__3__d = flags;
        flags = 4'h0;
        if (over__4__q[10:0] == key1__q[10:0]) begin
            flags = 4'h1;
        end
        if (over__4__q[21:11] == key1__q[21:11]) begin
            flags = flags | 4'h2;
        end
        if (over__4__q[32:22] == key1__q[32:22]) begin
            flags = flags | 4'h4;
        end
        if (|over__4__q[48:47]) begin
            flags = flags | 4'h8;
        end
        over_same__4__d = flags;
        flags = 4'h0;
        if (over__5__q[10:0] == key1__q[10:0]) begin
            flags = 4'h1;
        end
        if (over__5__q[21:11] == key1__q[21:11]) begin
            flags = flags | 4'h2;
        end
        if (over__5__q[32:22] == key1__q[32:22]) begin
            flags = flags | 4'h4;
        end
        if (|over__5__q[48:47]) begin
            flags = flags | 4'h8;
        end
        over_same__5__d = flags;
        flags = 4'h0;
        if (over__6__q[10:0] == key1__q[10:0]) begin
            flags = 4'h1;
        end
        if (over__6__q[21:11] == key1__q[21:11]) begin
            flags = flags | 4'h2;
        end
        if (over__6__q[32:22] == key1__q[32:22]) begin
            flags = flags | 4'h4;
        end
        if (|over__6__q[48:47]) begin
            flags = flags | 4'h8;
        end
        over_same__6__d = flags;
        flags = 4'h0;
        if (over__7__q[10:0] == key1__q[10:0]) begin
            flags = 4'h1;
        end
        if (over__7__q[21:11] == key1__q[21:11]) begin
            flags = flags | 4'h2;
        end
        if (over__7__q[32:22] == key1__q[32:22]) begin
            flags = flags | 4'h4;
        end
        if (|over__7__q[48:47]) begin
            flags = flags | 4'h8;
        end
    end

    always @* begin
        over__0__d = over__0__q;
        if (wr__q && overflow && (slot == 3'h0)) begin
            over__0__d = entry__q;
        end
        if (reset) begin
            over__0__d = none;
        end
    end

    always @* begin
        over__1__d = over__1__q;
        if (wr__q && overflow && (slot == 3'h1)) begin
            over__1__d = entry__q;
        end
        if (reset) begin
            over__1__d = none;
        end
    end

    always @* begin
        over__2__d = over__2__q;
        if (wr__q && overflow && (slot == 3'h2)) begin
            over__2__d = entry__q;
        end
        if (reset) begin
            over__2__d = none;
        end
    end

    always @* begin
        over__3__d = over__3__q;
        if (wr__q && overflow && (slot == 3'h3)) begin
            over__3__d = entry__q;
        end
        if (reset) begin
            over__3__d = none;
        end
    end

    always @* begin
        over__4__d = over__4__q;
        if (wr__q && overflow && (slot == 3'h4)) begin
            over__4__d = entry__q;
        end
        if (reset) begin
            over__4__d = none;
        end
    end

    always @* begin
        over__5__d = over__5__q;
        if (wr__q && overflow && (slot == 3'h5)) begin
            over__5__d = entry__q;
        end
        if (reset) begin
            over__5__d = none;
        end
    end

    always @* begin
        over__6__d = over__6__q;
        if (wr__q && overflow && (slot == 3'h6)) begin
            over__6__d = entry__q;
        end
        if (reset) begin
            over__6__d = none;
        end
    end

    always @* begin
        over__7__d = over__7__q;
        if (wr__q && overflow && (slot == 3'h7)) begin
            over__7__d = entry__q;
        end
        if (reset) begin
            over__7__d = none;
        end
    end
    assign hit = out_hit__q;
    assign sa = out__q[13:0];
    assign state = out__q[15:14];
    assign out_valid = valid__q[5];
endmodule

// respite_card_conf_ram: respite_card.lane.lookup.sas.conf_ram
module respite_card_conf_ram (
    input  wire clock,
    input  wire wr,
    input  wire [9:0] wa,
    input  wire [127:0] wd,
    input  wire [9:0] ra,
    output reg  [127:0] rd
);
    (* ram_style = "block", no_rw_check *) reg [127:0] mem [0:1023];
    integer i;
    initial begin
        for (i = 0; i <= 1023; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_outer_ram: respite_card.lane.lookup.sas.outer_ram
module respite_card_outer_ram (
    input  wire clock,
    input  wire wr,
    input  wire [9:0] wa,
    input  wire [30:0] wd,
    input  wire [9:0] ra,
    output reg  [30:0] rd
);
    (* ram_style = "block", no_rw_check *) reg [30:0] mem [0:1023];
    integer i;
    initial begin
        for (i = 0; i <= 1023; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_top_ram: respite_card.lane.lookup.sas.top_ram
module respite_card_top_ram (
    input  wire clock,
    input  wire wr,
    input  wire [9:0] wa,
    input  wire [63:0] wd,
    input  wire [9:0] ra,
    output reg  [63:0] rd
);
    (* ram_style = "block", no_rw_check *) reg [63:0] mem [0:1023];
    integer i;
    initial begin
        for (i = 0; i <= 1023; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_sas: respite_card.lane.lookup.sas
module respite_card_sas (
    input  wire clock,
    input  wire take,
    input  wire [13:0] sa_index,
    input  wire [31:0] sa_word,
    input  wire [127:0] sa_data,
    input  wire seq_wr,
    input  wire [13:0] seq_wa,
    input  wire [63:0] seq_wd,
    input  wire [13:0] index,
    output wire [127:0] conf,
    output wire [127:0] src,
    output wire [127:0] dst,
    output wire [30:0] outer,
    output wire [127:0] key_a,
    output wire [127:0] key_b,
    output wire [63:0] top
);
    wire [9:0] wa;
    wire [9:0] ra;
    wire conf_ram__wr;
    wire src_ram__wr;
    wire dst_ram__wr;
    wire outer_ram__wr;
    wire key_a_ram__wr;
    wire key_b_ram__wr;

    respite_card_conf_ram conf_ram (
        .clock(clock),
        .wr(conf_ram__wr),
        .wa(wa),
        .wd(sa_data),
        .ra(ra),
        .rd(conf)
    );

    respite_card_conf_ram src_ram (
        .clock(clock),
        .wr(src_ram__wr),
        .wa(wa),
        .wd(sa_data),
        .ra(ra),
        .rd(src)
    );

    respite_card_conf_ram dst_ram (
        .clock(clock),
        .wr(dst_ram__wr),
        .wa(wa),
        .wd(sa_data),
        .ra(ra),
        .rd(dst)
    );

    respite_card_outer_ram outer_ram (
        .clock(clock),
        .wr(outer_ram__wr),
        .wa(wa),
        .wd(sa_data[30:0]),
        .ra(ra),
        .rd(outer)
    );

    respite_card_conf_ram key_a_ram (
        .clock(clock),
        .wr(key_a_ram__wr),
        .wa(wa),
        .wd(sa_data),
        .ra(ra),
        .rd(key_a)
    );

    respite_card_conf_ram key_b_ram (
        .clock(clock),
        .wr(key_b_ram__wr),
        .wa(wa),
        .wd(sa_data),
        .ra(ra),
        .rd(key_b)
    );

    respite_card_top_ram top_ram (
        .clock(clock),
        .wr(seq_wr),
        .wa(seq_wa[9:0]),
        .wd(seq_wd),
        .ra(ra),
        .rd(top)
    );
    assign wa = sa_index[9:0];
    assign ra = index[9:0];
    assign conf_ram__wr = take && sa_word[0];
    assign src_ram__wr = take && sa_word[1];
    assign dst_ram__wr = take && sa_word[2];
    assign key_a_ram__wr = take && sa_word[3];
    assign key_b_ram__wr = take && sa_word[4];
    assign outer_ram__wr = take && sa_word[12];
endmodule

// respite_card_infer: respite_card.lane.lookup.infer
module respite_card_infer (
    input  wire clock,
    input  wire esn,
    input  wire [10:0] window,
    input  wire [63:0] top,
    input  wire [31:0] seq,
    output wire [31:0] high,
    output wire stale
);
    wire [31:0] th;
    wire [32:0] tl;
    reg zero;
    reg impossible;
    reg [32:0] reach__d;
    reg [32:0] reach__q;
    initial reach__q = 33'h0;
    reg [31:0] below__d;
    reg [31:0] below__q;
    initial below__q = 32'h0;
    reg [31:0] above__d;
    reg [31:0] above__q;
    initial above__q = 32'h0;
    reg top_zero__d;
    reg top_zero__q;
    initial top_zero__q = 1'h0;
    reg top_one__d;
    reg top_one__q;
    initial top_one__q = 1'h0;
    reg top_max__d;
    reg top_max__q;
    initial top_max__q = 1'h0;
    reg seq_zero__d;
    reg seq_zero__q;
    initial seq_zero__q = 1'h0;
    reg checked__d;
    reg checked__q;
    initial checked__q = 1'h0;
    reg [32:0] bottom__d;
    reg [32:0] bottom__q;
    initial bottom__q = 33'h0;
    reg [32:0] age__d;
    reg [32:0] age__q;
    initial age__q = 33'h0;
    reg inside__d;
    reg inside__q;
    initial inside__q = 1'h0;
    reg spans__d;
    reg spans__q;
    initial spans__q = 1'h0;
    reg old__d;
    reg old__q;
    initial old__q = 1'h0;
    reg [31:0] high_q__d;
    reg [31:0] high_q__q;
    initial high_q__q = 32'h0;
    reg stale_q__d;
    reg stale_q__q;
    initial stale_q__q = 1'h0;

    always @(posedge clock) begin
        reach__q <= reach__d;
        below__q <= below__d;
        above__q <= above__d;
        top_zero__q <= top_zero__d;
        top_one__q <= top_one__d;
        top_max__q <= top_max__d;
        seq_zero__q <= seq_zero__d;
        checked__q <= checked__d;
        bottom__q <= bottom__d;
        age__q <= age__d;
        inside__q <= inside__d;
        spans__q <= spans__d;
        old__q <= old__d;
        high_q__q <= high_q__d;
        stale_q__q <= stale_q__d;
    end

    always @* begin
        reach__d = reach__q;
        reach__d = {22'h0, window - 11'h1};
        if (~(|window)) begin
            reach__d = 33'h3f;
        end
    end

    always @* begin
        below__d = below__q;
        below__d = th - 32'h1;
    end

    always @* begin
        above__d = above__q;
        above__d = th + 32'h1;
    end

    always @* begin
        top_zero__d = top_zero__q;
        top_zero__d = ~(|th);
    end

    always @* begin
        top_one__d = top_one__q;
        top_one__d = th == 32'h1;
    end

    always @* begin
        top_max__d = top_max__q;
        top_max__d = &th;
    end

    always @* begin
        seq_zero__d = seq_zero__q;
        seq_zero__d = ~(|seq);
    end

    always @* begin
        checked__d = checked__q;
        checked__d = |window;
    end

    always @* begin
        bottom__d = bottom__q;
        bottom__d = tl - reach__q;
    end

    always @* begin
        age__d = age__q;
        age__d = tl - {1'h0, seq};
    end

    always @* begin
        inside__d = inside__q;
        inside__d = seq >= bottom__q[31:0];
    end

    always @* begin
        spans__d = spans__q;
        spans__d = bottom__q[32];
    end

    always @* begin
        old__d = old__q;
        old__d = ~age__q[32] && ((|age__q[31:11]) || (age__q[10:0] >= window));
    end

    always @* begin
        high_q__d = high_q__q;
        stale_q__d = stale_q__q;
        zero = top_zero__q;
        impossible = 1'h0;
        high_q__d = th;
        if (spans__q) begin
            if (inside__q) begin
                high_q__d = below__q;
                zero = top_one__q;
                impossible = top_zero__q;
            end
        end else if (~inside__q) begin
            high_q__d = above__q;
            zero = top_max__q;
            impossible = top_max__q;
        end
        if (esn) begin
            stale_q__d = impossible || (checked__q && zero && seq_zero__q);
        end else begin
            high_q__d = 32'h0;
            stale_q__d = checked__q && (seq_zero__q || old__q || ~top_zero__q);
        end
    end
    assign th = top[63:32];
    assign tl = {1'h0, top[31:0]};
    assign high = high_q__q;
    assign stale = stale_q__q;
endmodule

// respite_card_outer: respite_card.lane.lookup.outer
module respite_card_outer (
    input  wire clock,
    input  wire v6,
    input  wire udp,
    input  wire ah,
    input  wire [7:0] content,
    input  wire own,
    input  wire [95:0] head,
    input  wire [127:0] src,
    input  wire [127:0] dst,
    input  wire [15:0] sport,
    input  wire [15:0] dport,
    input  wire [31:0] spi,
    input  wire [30:0] outer,
    input  wire [1:0] df_rule,
    input  wire df,
    input  wire [7:0] tos,
    input  wire [13:0] ct,
    input  wire [5:0] around,
    input  wire [63:0] seq,
    output wire [15:0] octets,
    output reg  [511:0] header,
    output reg  [6:0] header_len,
    output wire [15:0] checksum
);
    localparam [191:0] no_plain = 192'h0;
    localparam [191:0] no_in_udp = 192'h0;
    localparam [191:0] no_authentication = 192'h0;
    localparam [511:0] no_ip4 = 512'h0;
    localparam [511:0] no_ip6 = 512'h0;
    reg [191:0] plain;
    reg [191:0] in_udp;
    reg [191:0] authentication;
    reg [191:0] rest;
    reg [511:0] ip4;
    reg [511:0] ip6;
    reg [15:0] word;
    reg [15:0] kept;
    reg [15:0] id;
    reg [15:0] a;
    reg [15:0] b;
    wire [15:0] low;
    wire [15:0] carry;
    reg [7:0] tos_q__d;
    reg [7:0] tos_q__q;
    initial tos_q__q = 8'h0;
    reg [7:0] ttl_q__d;
    reg [7:0] ttl_q__q;
    initial ttl_q__q = 8'h0;
    reg [15:0] flags__d;
    reg [15:0] flags__q;
    initial flags__q = 16'h0;
    reg [7:0] protocol__d;
    reg [7:0] protocol__q;
    initial protocol__q = 8'h0;
    reg [15:0] fixed__d;
    reg [15:0] fixed__q;
    initial fixed__q = 16'h0;
    reg [15:0] behind__d;
    reg [15:0] behind__q;
    initial behind__q = 16'h0;
    reg [3:0] words__d;
    reg [3:0] words__q;
    initial words__q = 4'h0;
    reg [19:0] sum_src__d;
    reg [19:0] sum_src__q;
    initial sum_src__q = 20'h0;
    reg [19:0] sum_dst__d;
    reg [19:0] sum_dst__q;
    initial sum_dst__q = 20'h0;
    reg [15:0] octets_q__d;
    reg [15:0] octets_q__q;
    initial octets_q__q = 16'h0;
    reg [15:0] length__d;
    reg [15:0] length__q;
    initial length__q = 16'h0;
    reg [19:0] sum_ip__d;
    reg [19:0] sum_ip__q;
    initial sum_ip__q = 20'h0;
    reg [19:0] sum_addresses__d;
    reg [19:0] sum_addresses__q;
    initial sum_addresses__q = 20'h0;
    reg [19:0] sum_lengths__d;
    reg [19:0] sum_lengths__q;
    initial sum_lengths__q = 20'h0;
    reg [19:0] sum_rest__d;
    reg [19:0] sum_rest__q;
    initial sum_rest__q = 20'h0;
    reg [19:0] sum__d;
    reg [19:0] sum__q;
    initial sum__q = 20'h0;
    reg [16:0] folded__d;
    reg [16:0] folded__q;
    initial folded__q = 17'h0;

    always @(posedge clock) begin
        tos_q__q <= tos_q__d;
        ttl_q__q <= ttl_q__d;
        flags__q <= flags__d;
        protocol__q <= protocol__d;
        fixed__q <= fixed__d;
        behind__q <= behind__d;
        words__q <= words__d;
        sum_src__q <= sum_src__d;
        sum_dst__q <= sum_dst__d;
        octets_q__q <= octets_q__d;
        length__q <= length__d;
        sum_ip__q <= sum_ip__d;
        sum_addresses__q <= sum_addresses__d;
        sum_lengths__q <= sum_lengths__d;
        sum_rest__q <= sum_rest__d;
        sum__q <= sum__d;
        folded__q <= folded__d;
    end

    always @* begin
        tos_q__d = tos_q__q;
        tos_q__d = tos;
        if (outer[30] && ~own) begin
            tos_q__d = {outer[29:24], tos[1:0]};
        end
    end

    always @* begin
        ttl_q__d = ttl_q__q;
        flags__d = flags__q;
        ttl_q__d = outer[23:16];
        if (~(|outer[23:16])) begin
            ttl_q__d = 8'h40;
        end
        flags__d = 16'h0;
        if ((df_rule == 2'h1) || (df && (df_rule != 2'h2))) begin
            flags__d = 16'h4000;
        end
        if (own) begin
            flags__d = head[47:32];
            ttl_q__d = head[31:24];
            if (v6) begin
                ttl_q__d = head[39:32];
            end
        end
    end

    always @* begin
        protocol__d = protocol__q;
        fixed__d = fixed__q;
        behind__d = behind__q;
        if (udp) begin
            protocol__d = 8'h11;
            fixed__d = {10'h0, around} + 16'h24;
            behind__d = {10'h0, around} + 16'h10;
            if (v6) begin
                fixed__d = {10'h0, around} + 16'h38;
            end
        end else begin
            protocol__d = 8'h32;
            fixed__d = {10'h0, around} + 16'h1c;
            behind__d = {10'h0, around} + 16'h8;
            if (v6) begin
                fixed__d = {10'h0, around} + 16'h30;
            end
        end
        if (ah) begin
            protocol__d = 8'h33;
        end
    end

    always @* begin
        words__d = words__q;
        words__d = around[5:2];
    end

    always @* begin
        sum_src__d = sum_src__q;
        a = src[15:0];
        b = src[31:16];
        if (own) begin
            a = ~head[15:0];
            b = ~head[79:64];
        end
        sum_src__d = {4'h0, a} + {4'h0, b};
        a = dst[15:0];
        b = dst[31:16];
        if (own) begin
            a = ~head[31:16];
            b = 16'h0;
        end
    end

    always @* begin
        sum_dst__d = sum_dst__q;
        sum_dst__d = {4'h0, a} + {4'h0, b};
    end

    always @* begin
        octets_q__d = octets_q__q;
        octets_q__d = {2'h0, ct} + fixed__q;
    end

    always @* begin
        length__d = length__q;
        length__d = {2'h0, ct} + behind__q;
    end

    always @* begin
        sum_ip__d = sum_ip__q;
        sum_ip__d = {4'h0, word} + {4'h0, kept} + {4'h0, ttl_q__q, protocol__q};
    end

    always @* begin
        sum_addresses__d = sum_addresses__q;
        sum_addresses__d = sum_src__q + sum_dst__q;
    end

    always @* begin
        sum_lengths__d = sum_lengths__q;
        sum_lengths__d = {4'h0, octets_q__q} + {4'h0, id};
    end

    always @* begin
        sum_rest__d = sum_rest__q;
        sum_rest__d = sum_ip__q + sum_addresses__q;
    end

    always @* begin
        sum__d = sum__q;
        sum__d = sum_lengths__q + sum_rest__q;
    end

    always @* begin
        folded__d = folded__q;
        folded__d = {1'h0, sum__q[15:0]} + {13'h0, sum__q[19:16]};
    end

    always @* begin
        word = {8'h0, tos_q__q} | 16'h4500;
        kept = flags__q;
        id = seq[15:0];
        if (own) begin
            word = 16'h0;
            kept = 16'h0;
            id = 16'h0;
        end
    end
    assign low = folded__q[15:0];
    assign carry = {15'h0, folded__q[16]};
    assign checksum = ~(low + carry);

    always @* begin
        plain = no_plain;
        plain[191:160] = spi;
        plain[159:128] = seq[31:0];
        plain[127:64] = seq;
    end

    always @* begin
        in_udp = no_in_udp;
        in_udp[191:176] = sport;
        in_udp[175:160] = dport;
        in_udp[159:144] = length__q;
        in_udp[127:96] = spi;
        in_udp[95:64] = seq[31:0];
        in_udp[63:0] = seq;
    end

    always @* begin
        rest = plain;
        if (udp) begin
            rest = in_udp;
        end
        if (ah) begin
            rest = authentication;
        end
    end

    always @* begin
        header_len = 7'h24;
        if (udp) begin
            header_len = 7'h2c;
        end
        if (ah) begin
            header_len = 7'h20;
        end
        if (v6) begin
            header_len = 7'h38;
            if (udp) begin
                header_len = 7'h40;
            end
            if (ah) begin
                header_len = 7'h34;
            end
        end
    end

    always @* begin
        authentication = no_authentication;
        authentication[191:184] = content;
        authentication[183:176] = {4'h0, words__q};
        authentication[159:128] = spi;
        authentication[127:96] = seq[31:0];
        authentication[95:32] = seq;
    end

    always @* begin
        ip4 = no_ip4;
        ip4[511:504] = 8'h45;
        ip4[503:496] = tos_q__q;
        ip4[495:480] = octets_q__q;
        ip4[479:464] = seq[15:0];
        ip4[463:448] = flags__q;
        ip4[447:440] = ttl_q__q;
        ip4[439:432] = protocol__q;
        ip4[415:384] = src[31:0];
        ip4[383:352] = dst[31:0];
        ip4[351:160] = rest;
        ip6 = no_ip6;
        ip6[511:508] = 4'h6;
        ip6[507:500] = tos_q__q;
        if (own) begin
            ip4[479:464] = head[63:48];
            ip6[499:480] = head[83:64];
        end
        ip6[479:464] = length__q;
        ip6[463:456] = protocol__q;
        ip6[455:448] = ttl_q__q;
        ip6[447:320] = src;
        ip6[319:192] = dst;
        ip6[191:0] = rest;
    end

    always @* begin
        header = ip4;
        if (v6) begin
            header = ip6;
        end
    end
    assign octets = octets_q__q;
endmodule

// respite_card_lookup: respite_card.lane.lookup
module respite_card_lookup (
    input  wire clock,
    input  wire reset,
    input  wire [1020:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [1262:0] m_data,
    output wire m_valid,
    input  wire m_ready,
    output wire [775:0] miss,
    output wire miss_valid,
    input  wire miss_ready,
    output wire miss_lost,
    input  wire sa_wr,
    input  wire [13:0] sa_index,
    input  wire [31:0] sa_word,
    input  wire [127:0] sa_data,
    output wire sa_ready,
    input  wire cam_wr,
    input  wire [20:0] cam_place,
    input  wire [31:0] cam_spi,
    input  wire cam_ah,
    input  wire [1:0] cam_state,
    input  wire [13:0] cam_sa,
    input  wire top_wr,
    input  wire [13:0] top_sa,
    input  wire [63:0] top_seq
);
    localparam [775:0] no_miss = 776'h0;
    localparam lean = 1'h0;
    localparam alone = 1'h0;
    wire c_valid;
    wire c_outbound;
    wire c_tunnel;
    wire c_v6;
    wire c_udp;
    wire c_esn;
    wire c_hmac;
    wire c_gmac;
    wire c_ah;
    wire c_bundle;
    wire [13:0] c_below;
    reg [5:0] c_suite;
    reg [1:0] ah_icv;
    reg [5:0] iv_octets;
    reg [5:0] around;
    reg ragged;
    reg [4:0] header_words;
    reg [3:0] other_words;
    reg [13:0] more;
    reg [5:0] base;
    wire [31:0] c_spi;
    wire [31:0] c_salt;
    wire [9:0] low;
    wire answered;
    reg [5:0] verdict;
    wire numbered;
    wire leave;
    wire move_up;
    wire bus_free;
    wire take;
    reg [63:0] seq;
    wire [63:0] next_seq;
    reg [31:0] spi;
    reg [63:0] iv;
    reg [775:0] m;
    reg [7:0] pieces;
    reg [13:0] up;
    wire [32:0] cam__key;
    wire cam__key_valid;
    wire cam__hit;
    wire [1:0] cam__state;
    wire [13:0] cam__sa;
    wire cam__out_valid;
    reg sas__seq_wr;
    reg [13:0] sas__seq_wa;
    reg [63:0] sas__seq_wd;
    wire [127:0] sas__conf;
    wire [127:0] sas__src;
    wire [127:0] sas__dst;
    wire [30:0] sas__outer;
    wire [127:0] sas__key_a;
    wire [127:0] sas__key_b;
    wire [63:0] sas__top;
    wire [31:0] infer__high;
    wire infer__stale;
    wire [15:0] outer__octets;
    wire [511:0] outer__header;
    wire [6:0] outer__header_len;
    wire [15:0] outer__checksum;
    reg [1020:0] a__d;
    reg [1020:0] a__q;
    initial a__q = 1021'h0;
    reg a_valid__d;
    reg a_valid__q;
    initial a_valid__q = 1'h0;
    reg a_got__d;
    reg a_got__q;
    initial a_got__q = 1'h0;
    reg a_hit__d;
    reg a_hit__q;
    initial a_hit__q = 1'h0;
    reg [1:0] a_state__d;
    reg [1:0] a_state__q;
    initial a_state__q = 2'h0;
    reg [13:0] a_sa__d;
    reg [13:0] a_sa__q;
    initial a_sa__q = 14'h0;
    reg [5:0] step__d;
    reg [5:0] step__q;
    initial step__q = 6'h0;
    reg last__d;
    reg last__q;
    initial last__q = 1'h0;
    reg idle__d;
    reg idle__q;
    initial idle__q = 1'h0;
    reg encap__d;
    reg encap__q;
    initial encap__q = 1'h0;
    reg [1020:0] p__d;
    reg [1020:0] p__q;
    initial p__q = 1021'h0;
    reg hit__d;
    reg hit__q;
    initial hit__q = 1'h0;
    reg [1:0] cam_st__d;
    reg [1:0] cam_st__q;
    initial cam_st__q = 2'h0;
    reg [13:0] sa__d;
    reg [13:0] sa__q;
    initial sa__q = 14'h0;
    reg turned__d;
    reg turned__q;
    initial turned__q = 1'h0;
    reg [13:0] above__d;
    reg [13:0] above__q;
    initial above__q = 14'h0;
    reg own__d;
    reg own__q;
    initial own__q = 1'h0;
    reg out_v6__d;
    reg out_v6__q;
    initial out_v6__q = 1'h0;
    reg pooled__d;
    reg pooled__q;
    initial pooled__q = 1'h0;
    reg [127:0] conf__d;
    reg [127:0] conf__q;
    initial conf__q = 128'h0;
    reg [127:0] src__d;
    reg [127:0] src__q;
    initial src__q = 128'h0;
    reg [127:0] dst__d;
    reg [127:0] dst__q;
    initial dst__q = 128'h0;
    reg [30:0] out_word__d;
    reg [30:0] out_word__q;
    initial out_word__q = 31'h0;
    reg [63:0] top__d;
    reg [63:0] top__q;
    initial top__q = 64'h0;
    reg clash__d;
    reg clash__q;
    initial clash__q = 1'h0;
    reg [63:0] clash_seq__d;
    reg [63:0] clash_seq__q;
    initial clash_seq__q = 64'h0;
    reg [10:0] window__d;
    reg [10:0] window__q;
    initial window__q = 11'h0;
    reg [13:0] body__d;
    reg [13:0] body__q;
    initial body__q = 14'h0;
    reg [13:0] ct4__d;
    reg [13:0] ct4__q;
    initial ct4__q = 14'h0;
    reg [13:0] ct8__d;
    reg [13:0] ct8__q;
    initial ct8__q = 14'h0;
    reg [13:0] ct16__d;
    reg [13:0] ct16__q;
    initial ct16__q = 14'h0;
    reg [13:0] body4__d;
    reg [13:0] body4__q;
    initial body4__q = 14'h0;
    reg [13:0] body8__d;
    reg [13:0] body8__q;
    initial body8__q = 14'h0;
    reg [13:0] body16__d;
    reg [13:0] body16__q;
    initial body16__q = 14'h0;
    reg [5:0] cut__d;
    reg [5:0] cut__q;
    initial cut__q = 6'h0;
    reg ah_fits__d;
    reg ah_fits__q;
    initial ah_fits__q = 1'h0;
    reg [13:0] serial_ct__d;
    reg [13:0] serial_ct__q;
    initial serial_ct__q = 14'h0;
    reg serial_runt__d;
    reg serial_runt__q;
    initial serial_runt__q = 1'h0;
    reg [4:0] front__d;
    reg [4:0] front__q;
    initial front__q = 5'h0;
    reg [13:0] raw__d;
    reg [13:0] raw__q;
    initial raw__q = 14'h0;
    reg [13:0] ct__d;
    reg [13:0] ct__q;
    initial ct__q = 14'h0;
    reg [13:0] inner__d;
    reg [13:0] inner__q;
    initial inner__q = 14'h0;
    reg [7:0] next_header__d;
    reg [7:0] next_header__q;
    initial next_header__q = 8'h0;
    reg [32:0] next_low__d;
    reg [32:0] next_low__q;
    initial next_low__q = 33'h0;
    reg [31:0] next_high__d;
    reg [31:0] next_high__q;
    initial next_high__q = 32'h0;
    reg used_up__d;
    reg used_up__q;
    initial used_up__q = 1'h0;
    reg [7:0] same_src__d;
    reg [7:0] same_src__q;
    initial same_src__q = 8'h0;
    reg [7:0] same_dst__d;
    reg [7:0] same_dst__q;
    initial same_dst__q = 8'h0;
    reg [7:0] own_src__d;
    reg [7:0] own_src__q;
    initial own_src__q = 8'h0;
    reg [7:0] some_src__d;
    reg [7:0] some_src__q;
    initial some_src__q = 8'h0;
    reg [1:0] same_ports__d;
    reg [1:0] same_ports__q;
    initial same_ports__q = 2'h0;
    reg odd_ends__d;
    reg odd_ends__q;
    initial odd_ends__q = 1'h0;
    reg in_range__d;
    reg in_range__q;
    initial in_range__q = 1'h0;
    reg same_sa__d;
    reg same_sa__q;
    initial same_sa__q = 1'h0;
    reg other_ends__d;
    reg other_ends__q;
    initial other_ends__q = 1'h0;
    reg bad_source__d;
    reg bad_source__q;
    initial bad_source__q = 1'h0;
    reg usable__d;
    reg usable__q;
    initial usable__q = 1'h0;
    reg gone__d;
    reg gone__q;
    initial gone__q = 1'h0;
    reg supported__d;
    reg supported__q;
    initial supported__q = 1'h0;
    reg too_long__d;
    reg too_long__q;
    initial too_long__q = 1'h0;
    reg [5:0] early__d;
    reg [5:0] early__q;
    initial early__q = 6'h0;
    reg is_miss__d;
    reg is_miss__q;
    initial is_miss__q = 1'h0;
    reg [1262:0] c__d;
    reg [1262:0] c__q;
    initial c__q = 1263'h0;
    reg [1:0] c_step__d;
    reg [1:0] c_step__q;
    initial c_step__q = 2'h0;
    reg c_free__d;
    reg c_free__q;
    initial c_free__q = 1'h0;
    reg c_taken__d;
    reg c_taken__q;
    initial c_taken__q = 1'h0;
    reg mid__d;
    reg mid__q;
    initial mid__q = 1'h0;
    reg stuck__d;
    reg stuck__q;
    initial stuck__q = 1'h0;
    reg c_sum__d;
    reg c_sum__q;
    initial c_sum__q = 1'h0;

    respite_card_cam cam (
        .clock(clock),
        .reset(reset),
        .key(cam__key),
        .key_valid(cam__key_valid),
        .hit(cam__hit),
        .state(cam__state),
        .sa(cam__sa),
        .out_valid(cam__out_valid),
        .cam_wr(cam_wr),
        .cam_place(cam_place),
        .cam_spi(cam_spi),
        .cam_ah(cam_ah),
        .cam_state(cam_state),
        .cam_sa(cam_sa)
    );

    respite_card_sas sas (
        .clock(clock),
        .take(take),
        .sa_index(sa_index),
        .sa_word(sa_word),
        .sa_data(sa_data),
        .seq_wr(sas__seq_wr),
        .seq_wa(sas__seq_wa),
        .seq_wd(sas__seq_wd),
        .index(sa__q),
        .conf(sas__conf),
        .src(sas__src),
        .dst(sas__dst),
        .outer(sas__outer),
        .key_a(sas__key_a),
        .key_b(sas__key_b),
        .top(sas__top)
    );

    respite_card_infer infer (
        .clock(clock),
        .esn(c_esn),
        .window(window__q),
        .top(top__q),
        .seq(p__q[219:188]),
        .high(infer__high),
        .stale(infer__stale)
    );

    respite_card_outer outer (
        .clock(clock),
        .v6(out_v6__q),
        .udp(c_udp),
        .ah(c_ah),
        .content(next_header__q),
        .own(own__q),
        .head(p__q[1020:925]),
        .src(src__q),
        .dst(dst__q),
        .sport(conf__q[47:32]),
        .dport(conf__q[63:48]),
        .spi(c_spi),
        .outer(out_word__q),
        .df_rule(conf__q[13:12]),
        .df(p__q[619]),
        .tos(p__q[618:611]),
        .ct(ct__q),
        .around(around),
        .seq(next_seq),
        .octets(outer__octets),
        .header(outer__header),
        .header_len(outer__header_len),
        .checksum(outer__checksum)
    );

    always @(posedge clock) begin
        a__q <= a__d;
        a_valid__q <= a_valid__d;
        a_got__q <= a_got__d;
        a_hit__q <= a_hit__d;
        a_state__q <= a_state__d;
        a_sa__q <= a_sa__d;
        step__q <= step__d;
        last__q <= last__d;
        idle__q <= idle__d;
        encap__q <= encap__d;
        p__q <= p__d;
        hit__q <= hit__d;
        cam_st__q <= cam_st__d;
        sa__q <= sa__d;
        turned__q <= turned__d;
        above__q <= above__d;
        own__q <= own__d;
        out_v6__q <= out_v6__d;
        pooled__q <= pooled__d;
        conf__q <= conf__d;
        src__q <= src__d;
        dst__q <= dst__d;
        out_word__q <= out_word__d;
        top__q <= top__d;
        clash__q <= clash__d;
        clash_seq__q <= clash_seq__d;
        window__q <= window__d;
        body__q <= body__d;
        ct4__q <= ct4__d;
        ct8__q <= ct8__d;
        ct16__q <= ct16__d;
        body4__q <= body4__d;
        body8__q <= body8__d;
        body16__q <= body16__d;
        cut__q <= cut__d;
        ah_fits__q <= ah_fits__d;
        serial_ct__q <= serial_ct__d;
        serial_runt__q <= serial_runt__d;
        front__q <= front__d;
        raw__q <= raw__d;
        ct__q <= ct__d;
        inner__q <= inner__d;
        next_header__q <= next_header__d;
        next_low__q <= next_low__d;
        next_high__q <= next_high__d;
        used_up__q <= used_up__d;
        same_src__q <= same_src__d;
        same_dst__q <= same_dst__d;
        own_src__q <= own_src__d;
        some_src__q <= some_src__d;
        same_ports__q <= same_ports__d;
        odd_ends__q <= odd_ends__d;
        in_range__q <= in_range__d;
        same_sa__q <= same_sa__d;
        other_ends__q <= other_ends__d;
        bad_source__q <= bad_source__d;
        usable__q <= usable__d;
        gone__q <= gone__d;
        supported__q <= supported__d;
        too_long__q <= too_long__d;
        early__q <= early__d;
        is_miss__q <= is_miss__d;
        c__q <= c__d;
        c_step__q <= c_step__d;
        c_free__q <= c_free__d;
        c_taken__q <= c_taken__d;
        mid__q <= mid__d;
        stuck__q <= stuck__d;
        c_sum__q <= c_sum__d;
    end

    always @* begin
        a__d = a__q;
        a_valid__d = a_valid__q;
        a_got__d = a_got__q;
        a_hit__d = a_hit__q;
        a_state__d = a_state__q;
        a_sa__d = a_sa__q;
        step__d = step__q;
        p__d = p__q;
        hit__d = hit__q;
        cam_st__d = cam_st__q;
        sa__d = sa__q;
        c__d = c__q;
        c_step__d = c_step__q;
        c_sum__d = c_sum__q;
        idle__d = idle__q;
        last__d = last__q;
        c_free__d = c_free__q;
        c_taken__d = c_taken__q;
        turned__d = turned__q;
        above__d = above__q;
        if (cam__out_valid) begin
            a_got__d = 1'h1;
            a_hit__d = cam__hit;
            a_state__d = cam__state;
            a_sa__d = cam__sa;
        end
        if (s_valid && ~a_valid__q) begin
            a__d = s_data;
            a_valid__d = 1'h1;
            a_got__d = 1'h0;
        end
        step__d = {step__q[4:0], move_up};
        idle__d = ~move_up && (idle__q || leave);
        last__d = step__q[5] || (last__q && ~leave);
        if (move_up) begin
            a_valid__d = 1'h0;
        end
        if (idle__q) begin
            p__d = a__q;
            hit__d = a_hit__q;
            cam_st__d = a_state__q;
            sa__d = a_sa__q;
            if (~a_got__q) begin
                hit__d = cam__hit;
                cam_st__d = cam__state;
                sa__d = cam__sa;
            end
            if (a__q[84]) begin
                sa__d = a__q[98:85];
            end
            turned__d = 1'h0;
        end
        if (step__q[2] && c_bundle && encap__q && ~p__q[621] && ~turned__q) begin
            step__d = 6'h1;
            turned__d = 1'h1;
            above__d = sa__q;
            sa__d = c_below;
        end
        if (leave) begin
            c_step__d = 2'h1;
            c_free__d = 1'h0;
        end
        if (c_free__q) begin
            c_sum__d = p__q[84] && ~out_v6__q;
            c__d[77:0] = p__q[77:0];
            c__d[83:78] = verdict;
            c__d[84] = p__q[84];
            c__d[98:85] = sa__q;
            c__d[109:99] = p__q[109:99];
            c__d[119:110] = p__q[119:110];
            c__d[208:201] = next_header__q;
            c__d[158:154] = front__q;
            c__d[153:140] = raw__q;
            c__d[159] = c_ah;
            c__d[160] = out_v6__q;
            c__d[209] = conf__q[6];
            c__d[561:466] = {c_salt, iv};
            c__d[658] = c_esn;
            c__d[659] = c_gmac;
            if (c_esn) begin
                c__d[657:562] = {spi, seq};
            end else begin
                c__d[657:562] = {spi, seq[31:0], 32'h0};
            end
            c__d[723:660] = seq;
            c__d[178] = pooled__q && ~(|verdict);
            c__d[161] = p__q[621];
            c__d[177] = p__q[636];
            c__d[162] = ((c_bundle && ~p__q[84]) || turned__q) && ~(|verdict);
            c__d[176:163] = c_below;
            if (turned__q) begin
                c__d[176:163] = above__q;
            end else if (p__q[621]) begin
                c__d[176:163] = p__q[635:622];
            end
            c__d[179] = 1'h0;
            c__d[180] = 1'h0;
            c__d[186:181] = c_suite;
            c__d[734:724] = window__q;
            c__d[735] = conf__q[28];
            c__d[743:736] = p__q[618:611];
            if (p__q[84]) begin
                c__d[125:120] = base;
                if (pooled__q) begin
                    c__d[125:120] = base - {1'h0, front__q};
                end
                c__d[139:126] = ct__q;
                c__d[200:187] = inner__q;
                c__d[1255:744] = outer__header;
                c__d[1262:1256] = outer__header_len;
                if (c_hmac && ~c_ah) begin
                    c__d[1262:1256] = outer__header_len - 7'h8;
                end
            end else begin
                c__d[125:120] = {1'h0, p__q[596:592]};
                c__d[139:126] = p__q[610:597];
                if (pooled__q) begin
                    c__d[125:120] = {1'h0, p__q[596:592]} - 6'h4;
                    c__d[139:126] = serial_ct__q;
                end
                if (pooled__q && c_gmac) begin
                    c__d[125:120] = {1'h0, p__q[596:592]} - 6'h5;
                end
                c__d[200:187] = 14'h0;
                if (c_ah) begin
                    c__d[125:120] = 6'h0;
                    c__d[200:187] = serial_ct__q;
                    c__d[208:201] = p__q[154:147];
                end
                c__d[1255:744] = {128'h0, p__q[1020:637]};
                c__d[1262:1256] = 7'h0;
                if (~c_tunnel || c_bundle) begin
                    c__d[1262:1256] = 7'h24;
                    if (p__q[136]) begin
                        c__d[1262:1256] = 7'h38;
                    end
                end
            end
        end
        if (c_step__q == 2'h1) begin
            c_step__d = 2'h2;
            c__d[465:210] = {sas__key_a, sas__key_b};
            if (c_sum__q) begin
                c__d[1255:744] = c__q[1255:744] | {80'h0, outer__checksum, 416'h0};
            end
        end
        c_taken__d = (c_step__q == 2'h2) && ~c_taken__q && m_ready;
        if (c_taken__q) begin
            c_step__d = 2'h0;
            c_free__d = 1'h1;
        end
        if (reset) begin
            a_valid__d = 1'h0;
            step__d = 6'h0;
            idle__d = 1'h1;
            last__d = 1'h0;
            c_step__d = 2'h0;
            c_free__d = 1'h1;
            c_taken__d = 1'h0;
        end
    end

    always @* begin
        conf__d = conf__q;
        src__d = src__q;
        dst__d = dst__q;
        out_word__d = out_word__q;
        top__d = top__q;
        window__d = window__q;
        own__d = own__q;
        out_v6__d = out_v6__q;
        pooled__d = pooled__q;
        if (step__q[1]) begin
            conf__d = sas__conf;
            src__d = sas__src;
            dst__d = sas__dst;
            out_word__d = sas__outer;
            own__d = encap__q && (~sas__conf[2] || p__q[621]);
            out_v6__d = sas__conf[3];
            pooled__d = sas__conf[10] || (sas__conf[8] && (sas__conf[5] || sas__conf[27]));
            if (encap__q && (~sas__conf[2] || p__q[621])) begin
                out_v6__d = p__q[136];
            end
            top__d = sas__top;
            if (clash__q) begin
                top__d = clash_seq__q;
            end
            window__d = sas__conf[26:16];
            if (sas__conf[26]) begin
                window__d = 11'h400;
            end
        end
        if (step__q[2] && own__q) begin
            src__d = p__q[411:284];
            dst__d = p__q[539:412];
        end
    end

    always @* begin
        clash__d = clash__q;
        clash__d = top_wr && (top_sa == sa__q);
    end

    always @* begin
        clash_seq__d = clash_seq__q;
        clash_seq__d = top_seq;
    end

    always @* begin
        ct__d = ct__q;
        iv_octets = 6'h8;
        ct__d = ct4__q;
        if (own__q) begin
            ct__d = body4__q;
        end
        if (c_hmac) begin
            if (c_suite[1:0] == 2'h0) begin
                iv_octets = 6'h0;
            end else if (c_suite[1:0] == 2'h1) begin
                iv_octets = 6'h10;
                ct__d = ct16__q;
                if (own__q) begin
                    ct__d = body16__q;
                end
            end else begin
                ct__d = ct8__q;
                if (own__q) begin
                    ct__d = body8__q;
                end
            end
        end
        around = iv_octets + 6'h10;
        if (c_ah) begin
            around = 6'h10;
            ct__d = p__q[610:597];
            if (own__q) begin
                ct__d = body__q;
            end
            if (ah_icv == 2'h1) begin
                around = 6'h14;
            end else if (ah_icv == 2'h2) begin
                around = 6'h1c;
            end else if (ah_icv == 2'h3) begin
                around = 6'h24;
            end
            if (out_v6__q && (|ah_icv)) begin
                around = around + 6'h4;
            end
        end else if (c_hmac) begin
            if (c_suite[3:2] == 2'h0) begin
                around = iv_octets + 6'hc;
            end else if (c_suite[3:2] == 2'h2) begin
                around = iv_octets + 6'h18;
            end else if (c_suite[3:2] == 2'h3) begin
                around = iv_octets + 6'h20;
            end
        end
    end

    always @* begin
        next_low__d = next_low__q;
        next_low__d = {1'h0, top__q[31:0]} + 33'h1;
    end

    always @* begin
        next_high__d = next_high__q;
        next_high__d = top__q[63:32] + {31'h0, next_low__q[32]};
    end

    always @* begin
        used_up__d = used_up__q;
        used_up__d = (&top__q[31:0]) && (&top__q[63:32]);
        if (~c_esn) begin
            used_up__d = (&top__q[31:0]) || (|top__q[63:32]);
        end
    end

    always @* begin
        same_src__d = same_src__q;
        same_dst__d = same_dst__q;
        own_src__d = own_src__q;
        pieces = {7'h0, src__q[15:0] == p__q[299:284]};
        pieces = {pieces[7:2], src__q[31:16] == p__q[315:300], pieces[0]};
        pieces = {pieces[7:3], src__q[47:32] == p__q[331:316], pieces[1:0]};
        pieces = {pieces[7:4], src__q[63:48] == p__q[347:332], pieces[2:0]};
        pieces = {pieces[7:5], src__q[79:64] == p__q[363:348], pieces[3:0]};
        pieces = {pieces[7:6], src__q[95:80] == p__q[379:364], pieces[4:0]};
        pieces = {pieces[7], src__q[111:96] == p__q[395:380], pieces[5:0]};
        pieces = {src__q[127:112] == p__q[411:396], pieces[6:0]};
        same_src__d = pieces;
        pieces = {7'h0, dst__q[15:0] == p__q[427:412]};
        pieces = {pieces[7:2], dst__q[31:16] == p__q[443:428], pieces[0]};
        pieces = {pieces[7:3], dst__q[47:32] == p__q[459:444], pieces[1:0]};
        pieces = {pieces[7:4], dst__q[63:48] == p__q[475:460], pieces[2:0]};
        pieces = {pieces[7:5], dst__q[79:64] == p__q[491:476], pieces[3:0]};
        pieces = {pieces[7:6], dst__q[95:80] == p__q[507:492], pieces[4:0]};
        pieces = {pieces[7], dst__q[111:96] == p__q[523:508], pieces[5:0]};
        pieces = {dst__q[127:112] == p__q[539:524], pieces[6:0]};
        same_dst__d = pieces;
        pieces = {7'h0, p__q[299:284] == p__q[427:412]};
        pieces = {pieces[7:2], p__q[315:300] == p__q[443:428], pieces[0]};
        pieces = {pieces[7:3], p__q[331:316] == p__q[459:444], pieces[1:0]};
        pieces = {pieces[7:4], p__q[347:332] == p__q[475:460], pieces[2:0]};
        pieces = {pieces[7:5], p__q[363:348] == p__q[491:476], pieces[3:0]};
        pieces = {pieces[7:6], p__q[379:364] == p__q[507:492], pieces[4:0]};
        pieces = {pieces[7], p__q[395:380] == p__q[523:508], pieces[5:0]};
        pieces = {p__q[411:396] == p__q[539:524], pieces[6:0]};
        own_src__d = pieces;
        pieces = {7'h0, |p__q[299:284]};
        pieces = {pieces[7:2], |p__q[315:300], pieces[0]};
        pieces = {pieces[7:3], |p__q[331:316], pieces[1:0]};
        pieces = {pieces[7:4], |p__q[347:332], pieces[2:0]};
        pieces = {pieces[7:5], |p__q[363:348], pieces[3:0]};
        pieces = {pieces[7:6], |p__q[379:364], pieces[4:0]};
        pieces = {pieces[7], |p__q[395:380], pieces[5:0]};
        pieces = {|p__q[411:396], pieces[6:0]};
    end

    always @* begin
        some_src__d = some_src__q;
        some_src__d = pieces;
    end

    always @* begin
        same_ports__d = same_ports__q;
        same_ports__d = {p__q[571:556] == conf__q[63:48], p__q[555:540] == conf__q[47:32]};
    end

    always @* begin
        odd_ends__d = odd_ends__q;
        odd_ends__d = (&p__q[315:313]) || (&p__q[443:441]) || (p__q[315:308] == 8'h7f);
        if (p__q[136]) begin
            odd_ends__d = (&p__q[411:404]) || (&p__q[539:532]) || (~(|p__q[411:348]) && ~(|p__q[347:285]));
        end
    end

    always @* begin
        in_range__d = in_range__q;
        in_range__d = {4'h0, low} == sa__q;
    end

    always @* begin
        other_ends__d = other_ends__q;
        other_ends__d = ~(&same_src__q) || ~(&same_dst__q) || (p__q[136] ^ c_v6) || (p__q[137] ^ c_udp) || (c_udp && ~(&same_ports__q)) || (p__q[621] && ~same_sa__q);
    end

    always @* begin
        bad_source__d = bad_source__q;
        bad_source__d = odd_ends__q || ~(|some_src__q) || (&own_src__q);
    end

    always @* begin
        usable__d = usable__q;
        usable__d = in_range__q && c_valid && ~(c_outbound ^ p__q[84]);
    end

    always @* begin
        supported__d = supported__q;
        supported__d = ~(conf__q[11] || (c_ah && (~pooled__q || (|c_suite[1:0]))) || (~c_hmac && (conf__q[9] || conf__q[7])) || (alone && (conf__q[10] || conf__q[27] || conf__q[29] || (conf__q[8] && c_esn))) || (lean && c_hmac && conf__q[9]) || (c_bundle && ~c_ah) || (turned__q && (c_ah || ~c_hmac)) || (~p__q[84] && (c_ah ^ p__q[138])));
    end

    always @* begin
        too_long__d = too_long__q;
        too_long__d = (|out_word__q[15:0]) && (outer__octets > out_word__q[15:0]);
    end

    always @* begin
        early__d = early__q;
        is_miss__d = is_miss__q;
        early__d = 6'h0;
        is_miss__d = 1'h0;
        if (|p__q[83:78]) begin
            early__d = p__q[83:78];
        end else if (p__q[84]) begin
            if (~usable__q) begin
                early__d = 6'h26;
            end else if (~supported__q) begin
                early__d = 6'h2b;
            end else if (own__q && p__q[620]) begin
                early__d = 6'h2c;
            end else if (too_long__q) begin
                early__d = 6'h29;
            end else if (used_up__q) begin
                early__d = 6'h27;
            end
        end else if (~hit__q) begin
            if (bad_source__q) begin
                early__d = 6'h10;
            end else begin
                is_miss__d = 1'h1;
                if (p__q[137]) begin
                    early__d = 6'hf;
                end else if (p__q[138]) begin
                    early__d = 6'he;
                end else begin
                    early__d = 6'hd;
                end
            end
        end else if (cam_st__q == 2'h1) begin
            early__d = 6'hb;
        end else if ((cam_st__q == 2'h3) || gone__q) begin
            early__d = 6'hc;
        end else if (~usable__q) begin
            early__d = 6'h11;
        end else if (~supported__q) begin
            early__d = 6'h1b;
        end else if (other_ends__q) begin
            early__d = 6'h11;
        end else if ((p__q[155] && ~c_hmac && ~c_ah) || (serial_runt__q && (c_hmac || c_ah))) begin
            early__d = 6'h4;
        end
    end

    always @* begin
        mid__d = mid__q;
        mid__d = |step__q[1:0];
    end

    always @* begin
        stuck__d = stuck__q;
        stuck__d = last__q && ~c_free__q;
    end

    always @* begin
        encap__d = encap__q;
        encap__d = p__q[84];
    end

    always @* begin
        body__d = body__q;
        body__d = up;
    end

    always @* begin
        inner__d = inner__q;
        next_header__d = next_header__q;
        inner__d = p__q[610:597];
        next_header__d = 8'h4;
        if (p__q[136]) begin
            next_header__d = 8'h29;
        end
        if (own__q) begin
            inner__d = body__q;
            next_header__d = p__q[948:941];
            if (p__q[136]) begin
                next_header__d = p__q[972:965];
            end
        end
    end

    always @* begin
        ct4__d = ct4__q;
        ct4__d = (p__q[610:597] + 14'h5) & 14'h3ffc;
    end

    always @* begin
        ct8__d = ct8__q;
        ct8__d = (p__q[610:597] + 14'h9) & 14'h3ff8;
    end

    always @* begin
        ct16__d = ct16__q;
        ct16__d = (p__q[610:597] + 14'h11) & 14'h3ff0;
    end

    always @* begin
        body4__d = body4__q;
        body4__d = (up + 14'h5) & 14'h3ffc;
    end

    always @* begin
        body8__d = body8__q;
        body8__d = (up + 14'h9) & 14'h3ff8;
    end

    always @* begin
        body16__d = body16__q;
        body16__d = (up + 14'h11) & 14'h3ff0;
    end

    always @* begin
        cut__d = cut__q;
        cut__d = around;
        if (c_ah && ~p__q[84]) begin
            cut__d = {p__q[142:139], 2'h0};
        end
    end

    always @* begin
        serial_ct__d = serial_ct__q;
        serial_ct__d = (p__q[610:597] + 14'h18) - {8'h0, cut__q};
    end

    always @* begin
        serial_runt__d = serial_runt__q;
        serial_runt__d = ragged || (&serial_ct__q[13:7]);
    end

    always @* begin
        ah_fits__d = ah_fits__q;
        ah_fits__d = 1'h0;
        if (ah_icv == 2'h0) begin
            ah_fits__d = p__q[146:139] == 8'h4;
        end else if (ah_icv == 2'h1) begin
            ah_fits__d = (p__q[146:139] == 8'h5) || (p__q[146:139] == 8'h6);
        end else if (ah_icv == 2'h2) begin
            ah_fits__d = (p__q[146:139] == 8'h7) || (p__q[146:139] == 8'h8);
        end else begin
            ah_fits__d = (p__q[146:139] == 8'h9) || (p__q[146:139] == 8'ha);
        end
    end

    always @* begin
        front__d = front__q;
        front__d = header_words + {1'h0, other_words};
    end

    always @* begin
        raw__d = raw__q;
        raw__d = p__q[610:597] + 14'h20;
        if (c_gmac) begin
            raw__d = p__q[610:597] + 14'h14;
        end
        if (p__q[84]) begin
            raw__d = ct__q + {7'h0, front__q, 2'h0} + more;
        end else if (c_ah) begin
            raw__d = serial_ct__q + {7'h0, front__q, 2'h0} + more;
        end
    end

    always @* begin
        same_sa__d = same_sa__q;
        same_sa__d = sa__q == p__q[98:85];
    end

    always @* begin
        gone__d = gone__q;
        gone__d = in_range__q && ~c_valid;
    end
    assign c_valid = conf__q[0];
    assign c_outbound = conf__q[1];
    assign c_tunnel = conf__q[2];
    assign c_v6 = conf__q[3];
    assign c_udp = conf__q[4];
    assign c_esn = conf__q[5];
    assign c_hmac = conf__q[10];
    assign c_gmac = conf__q[8] && ~conf__q[10];
    assign c_ah = conf__q[27];
    assign c_bundle = conf__q[29];
    assign c_below = conf__q[45:32];

    always @* begin
        c_suite = {conf__q[6], conf__q[7], conf__q[15:14], conf__q[9:8]};
        if (c_gmac) begin
            c_suite = {conf__q[6], 5'h0};
        end
    end

    always @* begin
        ah_icv = c_suite[3:2];
        if (c_gmac) begin
            ah_icv = 2'h2;
        end
    end
    assign c_spi = conf__q[95:64];
    assign c_salt = conf__q[127:96];

    always @* begin
        verdict = early__q;
        if (~(|early__q) && ~p__q[84] && infer__stale) begin
            verdict = 6'h13;
        end
    end
    assign numbered = encap__q && ~(|early__q);
    assign leave = last__q && c_free__q && ~(encap__q && top_wr);
    assign answered = a_got__q || cam__out_valid;
    assign move_up = a_valid__q && answered && idle__q;
    assign s_ready = ~a_valid__q;
    assign cam__key = {s_data[138], s_data[187:156]};
    assign cam__key_valid = s_valid && ~a_valid__q;
    assign next_seq = {next_high__q, next_low__q[31:0]};
    assign bus_free = idle__q || mid__q || (stuck__q && ~c_free__q);
    assign sa_ready = bus_free && (~sa_word[11] || ~top_wr);
    assign take = sa_wr && bus_free;

    always @* begin
        sas__seq_wr = 1'h0;
        sas__seq_wa = sa_index;
        sas__seq_wd = sa_data[63:0];
        if (top_wr) begin
            sas__seq_wr = 1'h1;
            sas__seq_wa = top_sa;
            sas__seq_wd = top_seq;
        end else if (leave && numbered) begin
            sas__seq_wr = 1'h1;
            sas__seq_wa = sa__q;
            sas__seq_wd = next_seq;
        end else if (take && sa_word[11]) begin
            sas__seq_wr = 1'h1;
        end
    end

    always @* begin
        up = p__q[610:597] - 14'h14;
        if (p__q[136]) begin
            up = p__q[610:597] - 14'h28;
        end
    end
    assign low = sa__q[9:0];

    always @* begin
        header_words = 5'h2;
        if (c_gmac) begin
            header_words = 5'h3;
        end
        other_words = iv_octets[5:2];
        if (c_ah) begin
            header_words = 5'h7;
            if (out_v6__q) begin
                header_words = 5'hc;
            end
            other_words = cut__q[5:2];
        end
    end

    always @* begin
        ragged = |serial_ct__q[2:0];
        if (c_suite[1:0] == 2'h0) begin
            ragged = |serial_ct__q[1:0];
        end else if (c_suite[1:0] == 2'h1) begin
            ragged = |serial_ct__q[3:0];
        end
        ragged = ragged || ~(|serial_ct__q);
        if (c_ah) begin
            ragged = ~ah_fits__q;
        end
    end

    always @* begin
        more = 14'h0;
        if (c_ah && c_esn) begin
            more = 14'h4;
        end
    end

    always @* begin
        seq = {infer__high, p__q[219:188]};
        iv = p__q[283:220];
        spi = p__q[187:156];
        if (p__q[84]) begin
            seq = next_seq;
            iv = next_seq;
            spi = c_spi;
        end
    end

    always @* begin
        base = 6'h0;
        if (own__q && ~p__q[621]) begin
            base = 6'h5;
            if (p__q[136]) begin
                base = 6'ha;
            end
        end
    end

    always @* begin
        m = no_miss;
        m[0] = p__q[138];
        m[1] = p__q[136];
        m[2] = p__q[137];
        m[3] = p__q[621];
        m[35:4] = p__q[187:156];
        m[67:36] = p__q[219:188];
        m[195:68] = p__q[411:284];
        m[323:196] = p__q[539:412];
        m[339:324] = p__q[555:540];
        m[355:340] = p__q[571:556];
        m[375:356] = p__q[591:572];
        m[391:376] = p__q[135:120];
        m[775:392] = p__q[1020:637];
    end
    assign miss = m;
    assign miss_valid = leave && is_miss__q;
    assign miss_lost = leave && is_miss__q && ~miss_ready;
    assign m_data = c__q;
    assign m_valid = (c_step__q == 2'h2) && ~c_taken__q;
endmodule

// respite_card_issue: respite_card.lane.issue
module respite_card_issue (
    input  wire clock,
    input  wire reset,
    input  wire [1262:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    input  wire [1262:0] d_data,
    input  wire d_valid,
    output wire d_ready,
    input  wire room,
    output wire deal,
    input  wire [127:0] pool_rd,
    output wire pool_free,
    output wire [10:0] ring_ra,
    input  wire [127:0] ring_rd,
    output wire free_valid,
    output wire [9:0] free_words,
    output wire [752:0] m_data,
    output wire m_valid,
    input  wire m_ready,
    input  wire credit_valid,
    input  wire [9:0] credit_words,
    input  wire passed,
    output wire [556:0] slot
);
    wire [1262:0] n;
    reg [13:0] bytes;
    wire [10:0] blocks;
    reg [10:0] clocks_least;
    reg [752:0] flight;
    wire start;
    reg [11:0] taken;
    reg [11:0] returned;
    wire [1262:0] c;
    reg [42:0] beat;
    wire [42:0] l2;
    wire [42:0] l3;
    wire [42:0] l4;
    wire [42:0] l5;
    wire [1262:0] l;
    wire [255:0] pair;
    wire [127:0] ones;
    reg [127:0] mask;
    reg [127:0] added;
    reg [5:0] place;
    reg [7:0] octet;
    wire [7:0] next_header;
    wire [4:0] front;
    reg [127:0] kept;
    reg [127:0] extra;
    reg [127:0] row;
    wire first_row;
    reg [31:0] tail4;
    reg [127:0] tail;
    reg [127:0] gate;
    wire [31:0] high;
    reg [127:0] word;
    wire is_raw;
    wire is_half;
    wire pooled;
    wire [5:0] flown;
    wire c_raw;
    wire l_raw;
    wire opens;
    wire can_take;
    reg [5:0] tail_octets;
    reg [10:0] ahead;
    reg [2:0] last_words;
    wire l_hashed;
    reg [1:0] over;
    reg [3:0] weighed;
    reg [11:0] count;
    reg [556:0] slot_now;
    reg [1262:0] next__d;
    reg [1262:0] next__q;
    initial next__q = 1263'h0;
    reg next_valid__d;
    reg next_valid__q;
    initial next_valid__q = 1'h0;
    reg [10:0] next_blocks__d;
    reg [10:0] next_blocks__q;
    initial next_blocks__q = 11'h0;
    reg [9:0] next_reserve__d;
    reg [9:0] next_reserve__q;
    initial next_reserve__q = 10'h0;
    reg [10:0] next_clocks__d;
    reg [10:0] next_clocks__q;
    initial next_clocks__q = 11'h0;
    reg counted__d;
    reg counted__q;
    initial counted__q = 1'h0;
    reg timed__d;
    reg timed__q;
    initial timed__q = 1'h0;
    reg fits__d;
    reg fits__q;
    initial fits__q = 1'h0;
    reg started__d;
    reg started__q;
    initial started__q = 1'h0;
    reg [11:0] used__d;
    reg [11:0] used__q;
    initial used__q = 12'h0;
    reg [5:0] flying__d;
    reg [5:0] flying__q;
    initial flying__q = 6'h0;
    reg [1262:0] cur__d;
    reg [1262:0] cur__q;
    initial cur__q = 1263'h0;
    reg active__d;
    reg active__q;
    initial active__q = 1'h0;
    reg open__d;
    reg open__q;
    initial open__q = 1'h0;
    reg [10:0] clocks_left__d;
    reg [10:0] clocks_left__q;
    initial clocks_left__q = 11'h0;
    reg [10:0] slots_left__d;
    reg [10:0] slots_left__q;
    initial slots_left__q = 11'h0;
    reg all_slots__d;
    reg all_slots__q;
    initial all_slots__q = 1'h0;
    reg [10:0] number__d;
    reg [10:0] number__q;
    initial number__q = 11'h0;
    reg [14:0] rest__d;
    reg [14:0] rest__q;
    initial rest__q = 15'h0;
    reg [4:0] lead__d;
    reg [4:0] lead__q;
    initial lead__q = 5'h0;
    reg [10:0] ra__d;
    reg [10:0] ra__q;
    initial ra__q = 11'h0;
    reg [2:0] icv_at__d;
    reg [2:0] icv_at__q;
    initial icv_at__q = 3'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;
    reg [9:0] free_w__d;
    reg [9:0] free_w__q;
    initial free_w__q = 10'h0;
    reg free_done__d;
    reg free_done__q;
    initial free_done__q = 1'h0;
    reg [42:0] b1__d;
    reg [42:0] b1__q;
    initial b1__q = 43'h0;
    reg [42:0] b2__d;
    reg [42:0] b2__q;
    initial b2__q = 43'h0;
    reg [42:0] b3__d;
    reg [42:0] b3__q;
    initial b3__q = 43'h0;
    reg [42:0] b4__d;
    reg [42:0] b4__q;
    initial b4__q = 43'h0;
    reg [42:0] b5__d;
    reg [42:0] b5__q;
    initial b5__q = 43'h0;
    reg [127:0] hold__d;
    reg [127:0] hold__q;
    initial hold__q = 128'h0;
    reg [127:0] hold2__d;
    reg [127:0] hold2__q;
    initial hold2__q = 128'h0;
    reg [127:0] left__d;
    reg [127:0] left__q;
    initial left__q = 128'h0;
    reg [127:0] right__d;
    reg [127:0] right__q;
    initial right__q = 128'h0;
    reg [127:0] turned__d;
    reg [127:0] turned__q;
    initial turned__q = 128'h0;
    reg [127:0] masked__d;
    reg [127:0] masked__q;
    initial masked__q = 128'h0;
    reg [127:0] trailer_at__d;
    reg [127:0] trailer_at__q;
    initial trailer_at__q = 128'h0;
    reg [127:0] kept_at__d;
    reg [127:0] kept_at__q;
    initial kept_at__q = 128'h0;
    reg [127:0] extra_at__d;
    reg [127:0] extra_at__q;
    initial extra_at__q = 128'h0;
    reg [3:0] weighed_at__d;
    reg [3:0] weighed_at__q;
    initial weighed_at__q = 4'h0;
    reg [1262:0] late__d;
    reg [1262:0] late__q;
    initial late__q = 1263'h0;
    reg [3:0] pad__d;
    reg [3:0] pad__q;
    initial pad__q = 4'h0;
    reg [556:0] slot_r__d;
    reg [556:0] slot_r__q;
    initial slot_r__q = 557'h0;

    function [3:0] bits_6_2_4(input [5:0] value);
        bits_6_2_4 = value[5:2];
    endfunction

    function [9:0] bits_14_4_10(input [13:0] value);
        bits_14_4_10 = value[13:4];
    endfunction

    always @(posedge clock) begin
        next__q <= next__d;
        next_valid__q <= next_valid__d;
        next_blocks__q <= next_blocks__d;
        next_reserve__q <= next_reserve__d;
        next_clocks__q <= next_clocks__d;
        counted__q <= counted__d;
        timed__q <= timed__d;
        fits__q <= fits__d;
        started__q <= started__d;
        used__q <= used__d;
        flying__q <= flying__d;
        cur__q <= cur__d;
        active__q <= active__d;
        open__q <= open__d;
        clocks_left__q <= clocks_left__d;
        slots_left__q <= slots_left__d;
        all_slots__q <= all_slots__d;
        number__q <= number__d;
        rest__q <= rest__d;
        lead__q <= lead__d;
        ra__q <= ra__d;
        icv_at__q <= icv_at__d;
        free__q <= free__d;
        free_w__q <= free_w__d;
        free_done__q <= free_done__d;
        b1__q <= b1__d;
        b2__q <= b2__d;
        b3__q <= b3__d;
        b4__q <= b4__d;
        b5__q <= b5__d;
        hold__q <= hold__d;
        hold2__q <= hold2__d;
        left__q <= left__d;
        right__q <= right__d;
        turned__q <= turned__d;
        masked__q <= masked__d;
        trailer_at__q <= trailer_at__d;
        kept_at__q <= kept_at__d;
        extra_at__q <= extra_at__d;
        weighed_at__q <= weighed_at__d;
        late__q <= late__d;
        pad__q <= pad__d;
        slot_r__q <= slot_r__d;
    end

    always @* begin
        next__d = next__q;
        next_valid__d = next_valid__q;
        counted__d = counted__q;
        timed__d = timed__q;
        fits__d = fits__q;
        started__d = started__q;
        used__d = used__q;
        flying__d = flying__q;
        cur__d = cur__q;
        active__d = active__q;
        open__d = open__q;
        clocks_left__d = clocks_left__q;
        slots_left__d = slots_left__q;
        all_slots__d = all_slots__q;
        number__d = number__q;
        rest__d = rest__q;
        ra__d = ra__q;
        icv_at__d = icv_at__q;
        free__d = free__q;
        free_done__d = free_done__q;
        lead__d = lead__q;
        if (start) begin
            next_valid__d = 1'h0;
        end
        counted__d = next_valid__q && ~start;
        timed__d = counted__q && ~start;
        used__d = (used__q + taken) - returned;
        flying__d = flying__q - flown;
        if (start && ~is_raw) begin
            flying__d = (flying__q + 6'h1) - flown;
        end
        fits__d = timed__q && ~start && (flying__q < 6'h30) && ((used__q + {2'h0, next_reserve__q}) <= 12'h800);
        if (can_take) begin
            next_valid__d = d_valid || (s_valid && (~s_data[178] || room));
            next__d = s_data;
            if (d_valid) begin
                next__d = d_data;
            end
        end
        started__d = start && ~is_raw;
        free__d = 1'h0;
        free_done__d = 1'h0;
        if (active__q) begin
            clocks_left__d = clocks_left__q - 11'h1;
            slots_left__d = slots_left__q - 11'h1;
            number__d = number__q + 11'h1;
            ra__d = ra__q + 11'h1;
            if (|number__q) begin
                rest__d = rest__q - 15'h10;
                lead__d = 5'h0;
                if (|lead__q[4:2]) begin
                    lead__d = lead__q - 5'h4;
                end
            end
            if (~(|slots_left__q)) begin
                all_slots__d = 1'h1;
                free__d = ~all_slots__q && ~pooled;
                free_done__d = ~all_slots__q && pooled && ~(c[179] && c[162]);
            end
            if (~(|clocks_left__q)) begin
                active__d = 1'h0;
            end
        end
        open__d = ~active__q || ~(|clocks_left__q[10:1]);
        if (start) begin
            cur__d = next__q;
            active__d = 1'h1;
            open__d = |n[83:78];
            all_slots__d = 1'h0;
            clocks_left__d = next_clocks__q - 11'h1;
            slots_left__d = next_blocks__q + 11'h1;
            if (|n[83:78]) begin
                slots_left__d = 11'h0;
            end else if (is_raw) begin
                slots_left__d = next_blocks__q;
            end
            number__d = 11'h0;
            rest__d = {1'h0, n[200:187]};
            lead__d = 5'h0;
            if (is_raw) begin
                rest__d = {1'h0, n[200:187]} + {8'h0, front, 2'h0};
                lead__d = front;
            end
            ra__d = n[109:99] + ahead;
            icv_at__d = last_words + {1'h0, n[121:120]};
        end
        if (reset) begin
            next_valid__d = 1'h0;
            counted__d = 1'h0;
            timed__d = 1'h0;
            fits__d = 1'h0;
            started__d = 1'h0;
            active__d = 1'h0;
            open__d = 1'h1;
            used__d = 12'h0;
            flying__d = 6'h0;
            free__d = 1'h0;
            free_done__d = 1'h0;
        end
    end

    always @* begin
        next_blocks__d = next_blocks__q;
        next_blocks__d = blocks;
        if (is_half) begin
            next_blocks__d = 11'h1;
        end
    end

    always @* begin
        next_reserve__d = next_reserve__q;
        if ((|n[83:78]) || is_raw || is_half) begin
            next_reserve__d = 10'h0;
        end else if (|n[1262:1256]) begin
            next_reserve__d = bits_14_4_10(n[139:126] + {7'h0, n[1262:1256]} + {8'h0, tail_octets});
        end else begin
            next_reserve__d = blocks[9:0];
        end
    end

    always @* begin
        next_clocks__d = next_clocks__q;
        if (|n[83:78]) begin
            next_clocks__d = 11'h1;
        end else if (clocks_least > {1'h0, next_reserve__q}) begin
            next_clocks__d = clocks_least;
        end else begin
            next_clocks__d = {1'h0, next_reserve__q};
        end
    end

    always @* begin
        free_w__d = free_w__q;
        free_w__d = c[119:110];
    end

    always @* begin
        b1__d = b1__q;
        b1__d = beat;
    end

    always @* begin
        b2__d = b2__q;
        b2__d = b1__q;
    end

    always @* begin
        b3__d = b3__q;
        b3__d = b2__q;
    end

    always @* begin
        b4__d = b4__q;
        b4__d = b3__q;
    end

    always @* begin
        b5__d = b5__q;
        b5__d = b4__q;
    end

    always @* begin
        hold__d = hold__q;
        hold__d = word;
    end

    always @* begin
        hold2__d = hold2__q;
        hold2__d = hold__q;
    end

    always @* begin
        left__d = left__q;
        right__d = right__q;
        if (l2[40]) begin
            left__d = hold2__q;
            right__d = hold__q;
        end else begin
            left__d = hold__q;
            right__d = word;
        end
    end

    always @* begin
        turned__d = turned__q;
        if (l3[42:41] == 2'h0) begin
            turned__d = pair[255:128];
        end else if (l3[42:41] == 2'h1) begin
            turned__d = pair[223:96];
        end else if (l3[42:41] == 2'h2) begin
            turned__d = pair[191:64];
        end else begin
            turned__d = pair[159:32];
        end
    end

    always @* begin
        masked__d = masked__q;
        masked__d = turned__q & mask;
    end

    always @* begin
        trailer_at__d = trailer_at__q;
        trailer_at__d = added;
    end

    always @* begin
        late__d = late__q;
        pad__d = pad__q;
        if (l4[3]) begin
            late__d = cur__q;
            pad__d = (c[129:126] - c[190:187]) - 4'h2;
        end
    end

    always @* begin
        slot_r__d = slot_r__q;
        slot_r__d = slot_now;
    end

    always @* begin
        kept_at__d = kept_at__q;
        kept_at__d = kept;
    end

    always @* begin
        extra_at__d = extra_at__q;
        extra_at__d = extra;
    end

    always @* begin
        weighed_at__d = weighed_at__q;
        weighed_at__d = weighed;
    end
    assign n = next__q;
    assign start = fits__q && m_ready && open__q;
    assign can_take = ~next_valid__q;
    assign d_ready = can_take;
    assign s_ready = can_take && ~d_valid && (~s_data[178] || room);
    assign deal = can_take && ~d_valid && s_valid && s_data[178] && room;
    assign is_raw = n[178] && ~n[179];
    assign is_half = n[162] && n[179];

    always @* begin
        bytes = n[139:126] + 14'hf;
        if (is_raw) begin
            bytes = n[153:140] + 14'h1f;
        end
    end
    assign blocks = {1'h0, bytes[13:4]};

    always @* begin
        tail_octets = 6'h1f;
        if (n[178] && n[84]) begin
            tail_octets = 6'hf;
        end
    end

    always @* begin
        clocks_least = next_blocks__q + 11'h2;
        if (n[178]) begin
            clocks_least = next_blocks__q + 11'h3;
            if (is_raw && (next_blocks__q < 11'hd)) begin
                clocks_least = 11'h10;
            end
        end
        if (clocks_least < 11'h5) begin
            clocks_least = 11'h5;
        end
    end

    always @* begin
        taken = 12'h0;
        if (start) begin
            taken = {2'h0, next_reserve__q};
        end
    end

    always @* begin
        returned = 12'h0;
        if (credit_valid) begin
            returned = {2'h0, credit_words};
        end
    end
    assign flown = {5'h0, credit_valid} + {5'h0, passed};
    assign m_valid = started__q;

    always @* begin
        flight[77:0] = n[77:0];
        flight[83:78] = n[83:78];
        flight[84] = n[84];
        flight[98:85] = n[98:85];
        flight[108:99] = next_reserve__q;
        flight[122:109] = n[139:126];
        if (n[159] && ~n[84]) begin
            flight[122:109] = n[139:126] + 14'h2;
        end
        flight[123] = n[178];
        flight[124] = n[159];
        flight[132:125] = n[208:201];
        flight[133] = n[162];
        flight[134] = n[161];
        flight[148:135] = n[176:163];
        flight[149] = n[177];
        flight[213:150] = n[723:660];
        flight[224:214] = n[734:724];
        flight[225] = n[735];
        flight[233:226] = n[743:736];
        flight[745:234] = n[1255:744];
        flight[752:746] = n[1262:1256];
    end
    assign m_data = flight;
    assign c = cur__q;
    assign c_raw = c[178] && ~c[179];

    always @* begin
        beat[0] = active__q && ~all_slots__q && ((|number__q) || ~c_raw);
        beat[3] = active__q && ~(|number__q) && ~(|c[83:78]);
        beat[4] = pooled;
        beat[15:5] = number__q;
        beat[34:20] = rest__q;
        beat[39:35] = lead__q;
        beat[17:16] = 2'h3;
        beat[18] = slots_left__q < 11'h4;
        if (slots_left__q < 11'h4) begin
            beat[17:16] = slots_left__q[1:0];
        end
        beat[19] = slots_left__q == 11'h1;
        beat[40] = 1'h0;
        beat[42:41] = c[121:120];
        if (|c[83:78]) begin
            beat[2:1] = 2'h0;
        end else if (opens) begin
            beat[2:1] = 2'h1;
        end else if (|slots_left__q) begin
            beat[2:1] = 2'h2;
        end else if (c[178]) begin
            beat[2:1] = 2'h3;
        end else begin
            beat[2:1] = 2'h3;
            beat[40] = ~icv_at__q[2];
            beat[42:41] = icv_at__q[1:0];
        end
    end
    assign opens = ~(|number__q) || (c_raw && (number__q == 11'h1));
    assign pooled = c[179] || c[161];
    assign front = n[158:154];

    always @* begin
        ahead = {7'h0, n[125:122]};
        if (n[125]) begin
            ahead = {7'h0, n[125:122]} | 11'h7f0;
        end
    end

    always @* begin
        last_words = {1'h0, n[129:128]};
        if (~(|n[129:128])) begin
            last_words = 3'h4;
        end
    end
    assign l2 = b2__q;
    assign l3 = b3__q;
    assign l4 = b4__q;
    assign l5 = b5__q;

    always @* begin
        word = ring_rd;
        if (l2[4]) begin
            word = pool_rd;
        end
    end
    assign pair = {left__q, right__q};
    assign l = late__q;
    assign l_raw = l[178] && ~l[179];
    assign next_header = l[208:201];
    assign first_row = l3[15:5] == 11'h1;

    always @* begin
        row = {c[657:626], c[691:660], 64'h0};
        if (c[182]) begin
            row = {c[657:626], c[691:660], c[723:660]};
        end
        if (~first_row) begin
            row = 128'h0;
            if (c[182:181] == 2'h1) begin
                row = {c[723:660], 64'h0};
            end
        end
        if (c[659]) begin
            row = {c[691:660], 96'h0};
            if (first_row) begin
                row = {c[657:562], c[723:692]};
            end
        end
        if (c[159]) begin
            row = 128'h0;
            if (first_row) begin
                row = c[1255:1128];
            end else if (l3[15:5] == 11'h2) begin
                row = c[1127:1000];
            end else if (l3[15:5] == 11'h3) begin
                row = c[999:872];
            end else if (l3[15:5] == 11'h4) begin
                row = c[871:744];
            end
        end
    end

    always @* begin
        extra = 128'h0;
        kept = 128'hffffffffffffffffffffffffffffffff;
        if (c[84] && (|l3[39:35])) begin
            extra = row;
            if (|l3[39:37]) begin
                kept = 128'h0;
            end else begin
                kept = 128'hffffffffffffffffffffffffffffffff >> {l3[36:35], 5'h0};
            end
        end
        if (c[659] && ~c[159] && ~c[84] && first_row) begin
            kept = kept & 128'hffffffff;
            extra = {c[657:562], 32'h0};
        end
        if (c[159] && first_row) begin
            if (c[160]) begin
                kept = kept & 128'hf0000000ffffff00ffffffffffffffff;
                extra = extra & 128'hf0000000ffffff00ffffffffffffffff;
            end else begin
                kept = kept & 128'hff00ffffffff000000ff0000ffffffff;
                extra = extra & 128'hff00ffffffff000000ff0000ffffffff;
            end
        end
        if (c[159] && c[658] && (~(|l3[34:24]) || (&l3[34:24]))) begin
            extra = extra | (tail & gate);
        end
    end
    assign high = c[723:692];

    always @* begin
        tail4 = high;
        if (l3[21:20] == 2'h1) begin
            tail4 = {high[7:0], high[31:8]};
        end else if (l3[21:20] == 2'h2) begin
            tail4 = {high[15:0], high[31:16]};
        end else if (l3[21:20] == 2'h3) begin
            tail4 = {high[23:0], high[31:24]};
        end
    end

    always @* begin
        tail = {64'h0, {2{tail4}}};
        tail = tail | {tail[63:0], 64'h0};
    end

    always @* begin
        gate = 128'h0;
        if (~(|bits_6_2_4(6'h0 - l3[25:20]))) begin
            gate = 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'h1 - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'h2 - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'h3 - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'h4 - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'h5 - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'h6 - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'h7 - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'h8 - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'h9 - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'ha - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'hb - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'hc - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'hd - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'he - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
        gate = {gate[119:0], 8'h0};
        if (~(|bits_6_2_4(6'hf - l3[25:20]))) begin
            gate = gate | 128'hff;
        end
    end
    assign ones = 128'hffffffffffffffffffffffffffffffff;

    always @* begin
        mask = ones;
        if ((l[84] || l[159]) && (l4[2] || l[178]) && ~l[179]) begin
            if (l4[34]) begin
                mask = 128'h0;
            end else if (~(|l4[33:24])) begin
                mask = ~(ones >> {l4[23:20], 3'h0});
            end
        end
        place = 6'h0 - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {120'h0, octet};
        place = 6'h1 - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        place = 6'h2 - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        place = 6'h3 - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        place = 6'h4 - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        place = 6'h5 - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        place = 6'h6 - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        place = 6'h7 - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        place = 6'h8 - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        place = 6'h9 - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        place = 6'ha - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        place = 6'hb - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        place = 6'hc - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        place = 6'hd - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        place = 6'he - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        place = 6'hf - l4[25:20];
        octet = 8'h0;
        if (~place[5]) begin
            if (place < {2'h0, pad__q}) begin
                octet = {2'h0, place} + 8'h1;
            end else if (place == {2'h0, pad__q}) begin
                octet = {4'h0, pad__q};
            end else if (place == ({2'h0, pad__q} + 6'h1)) begin
                octet = next_header;
            end
        end
        added = {added[119:0], octet};
        if (~l[84] || l[159] || l[179] || (~l4[2] && ~l[178]) || ((|l4[34:24]) && ~(&l4[34:24]))) begin
            added = 128'h0;
        end
        if (l_raw) begin
            mask = mask & kept_at__q;
            added = added | extra_at__q;
        end
    end
    assign l_hashed = l_raw && l[659];

    always @* begin
        over = l[129:128];
        if (l_hashed) begin
            over = l[143:142];
        end
    end

    always @* begin
        weighed = 4'hf;
        if (l4[19] && (~l[178] || (l_hashed && ~l[159]))) begin
            if (over == 2'h1) begin
                weighed = 4'h8;
            end else if (over == 2'h2) begin
                weighed = 4'hc;
            end else if (over == 2'h3) begin
                weighed = 4'he;
            end
        end
        if (l_hashed && l[159]) begin
            if (l[160]) begin
                if (l4[15:5] == 11'h4) begin
                    weighed = 4'he;
                end else if (l4[15:5] == 11'h5) begin
                    weighed = 4'h1;
                end
            end else if (l4[15:5] == 11'h3) begin
                weighed = 4'hc;
            end else if (l4[15:5] == 11'h4) begin
                weighed = 4'h3;
            end
        end
    end

    always @* begin
        slot_now[0] = l5[0];
        slot_now[2:1] = l5[2:1];
        slot_now[5] = l[84];
        slot_now[133:6] = masked__q | trailer_at__q;
        slot_now[3] = l[178] && ~l_hashed;
        slot_now[4] = l_raw && (|l5[2:1]);
        if (l[179] && (l5[2:1] == 2'h3)) begin
            slot_now[133:6] = 128'h0;
            if (~l[180]) begin
                slot_now[133:6] = ones;
            end
        end
        if ((l5[2:1] == 2'h1) && ~l_raw) begin
            slot_now[133:6] = {l[657:562], 32'h0};
            if (~l[658]) begin
                slot_now[133:6] = {l[657:594], 64'h0};
            end
            if (l[659]) begin
                slot_now[133:6] = {l[657:594], l[529:466]};
            end
        end
        slot_now[137:134] = weighed_at__q;
        slot_now[151:138] = l[98:85];
        slot_now[153:152] = l5[17:16];
        slot_now[154] = |l5[15:7];
        count = {1'h0, l5[15:5]} + 12'h1;
        slot_now[169:156] = l[139:126];
        if (l_hashed) begin
            slot_now[154] = (|l5[15:8]) || (l5[7] && (|l5[6:5]));
            count = {1'h0, l5[15:5]};
            slot_now[169:156] = l[153:140];
        end
        slot_now[155] = l5[18] && (~l[178] || l_hashed);
        slot_now[170] = l[658];
        slot_now[171] = l[659];
        slot_now[299:172] = {l[561:466], 20'h0, count};
        slot_now[300] = l[209];
        slot_now[556:301] = l[465:210];
    end
    assign slot = slot_r__q;
    assign ring_ra = ra__q;
    assign free_valid = free__q;
    assign free_words = free_w__q;
    assign pool_free = free_done__q;
endmodule

// respite_card_ram_8: respite_card.lane.flights.ram
module respite_card_ram_8 (
    input  wire clock,
    input  wire wr,
    input  wire [5:0] wa,
    input  wire [752:0] wd,
    input  wire [5:0] ra,
    output reg  [752:0] rd
);
    (* ram_style = "distributed" *) reg [752:0] mem [0:63];
    integer i;
    initial begin
        for (i = 0; i <= 63; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_flights: respite_card.lane.flights
module respite_card_flights (
    input  wire clock,
    input  wire reset,
    input  wire [752:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [752:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [5:0] next;
    wire [5:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [6:0] toggles;
    reg [5:0] write__d;
    reg [5:0] write__q;
    initial write__q = 6'h0;
    reg [5:0] read__d;
    reg [5:0] read__q;
    initial read__q = 6'h0;
    reg [5:0] after__d;
    reg [5:0] after__q;
    initial after__q = 6'h0;
    reg [6:0] level__d;
    reg [6:0] level__q;
    initial level__q = 7'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_8 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 6'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 6'h1;
            valid__d = level__q > 7'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 6'h0;
            read__d = 6'h0;
            after__d = 6'h1;
            level__d = 7'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[5:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {6'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[6:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[6:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[6:4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {toggles[6:5], (grows && ones) || (shrinks && zeros), toggles[3:0]};
        ones = ones && level__q[4];
        zeros = zeros && ~level__q[4];
        toggles = {toggles[6], (grows && ones) || (shrinks && zeros), toggles[4:0]};
        ones = ones && level__q[5];
        zeros = zeros && ~level__q[5];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[5:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_column: respite_card.lane.conveyor.aes.round.0.column.0
module respite_card_column (
    input  wire clock,
    input  wire go,
    input  wire pass,
    input  wire [31:0] word,
    output reg  [31:0] subbed
);
    localparam [4095:0] TABLE = 4096'hfffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0dfdedddcdbdad9d8d7d6d5d4d3d2d1d0cfcecdcccbcac9c8c7c6c5c4c3c2c1c0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0afaeadacabaaa9a8a7a6a5a4a3a2a1a09f9e9d9c9b9a999897969594939291908f8e8d8c8b8a898887868584838281807f7e7d7c7b7a797877767574737271706f6e6d6c6b6a696867666564636261605f5e5d5c5b5a595857565554535251504f4e4d4c4b4a494847464544434241403f3e3d3c3b3a393837363534333231302f2e2d2c2b2a292827262524232221201f1e1d1c1b1a191817161514131211100f0e0d0c0b0a0908070605040302010016bb54b00f2d99416842e6bf0d89a18cdf2855cee9871e9b948ed9691198f8e19e1dc186b95735610ef6034866b53e708a8bbd4b1f74dde8c6b4a61c2e2578ba08ae7a65eaf4566ca94ed58d6d37c8e779e4959162acd3c25c2406490a3a32e0db0b5ede14b8ee4688902a22dc4f816073195d643d7ea7c41744975fec130ccdd2f3ff1021dab6bcf5389d928f40a351a89f3c507f02f94585334d43fbaaefd0cf584c4a39becb6a5bb1fc20ed00d153842fe329b3d63b52a05a6e1b1a2c830975b227ebe28012079a059618c323c7041531d871f1e5a534ccf73f362693fdb7c072a49cafa2d4adf04759fa7dc982ca76abd7fe2b670130c56f6bf27b777c63;
    (* rom_style = "block" *) reg [7:0] high [0:511];
    (* rom_style = "block" *) reg [7:0] low [0:511];
    integer i;
    initial begin
        for (i = 0; i < 512; i = i + 1) begin
            high[i] = TABLE[8*i +: 8];
            low[i] = TABLE[8*i +: 8];
        end
        subbed = 32'd0;
    end
    always @(posedge clock) if (go) begin
        subbed[31:24] <= high[{pass, word[31:24]}];
        subbed[23:16] <= high[{pass, word[23:16]}];
        subbed[15:8] <= low[{pass, word[15:8]}];
        subbed[7:0] <= low[{pass, word[7:0]}];
    end
endmodule

// respite_card_key_word: respite_card.lane.conveyor.aes.round.0.key_word
module respite_card_key_word (
    input  wire clock,
    input  wire go,
    input  wire pass,
    input  wire [31:0] word,
    output reg  [31:0] subbed
);
    localparam [2047:0] TABLE = 2048'h16bb54b00f2d99416842e6bf0d89a18cdf2855cee9871e9b948ed9691198f8e19e1dc186b95735610ef6034866b53e708a8bbd4b1f74dde8c6b4a61c2e2578ba08ae7a65eaf4566ca94ed58d6d37c8e779e4959162acd3c25c2406490a3a32e0db0b5ede14b8ee4688902a22dc4f816073195d643d7ea7c41744975fec130ccdd2f3ff1021dab6bcf5389d928f40a351a89f3c507f02f94585334d43fbaaefd0cf584c4a39becb6a5bb1fc20ed00d153842fe329b3d63b52a05a6e1b1a2c830975b227ebe28012079a059618c323c7041531d871f1e5a534ccf73f362693fdb7c072a49cafa2d4adf04759fa7dc982ca76abd7fe2b670130c56f6bf27b777c63;
    initial subbed = 32'd0;
    always @(posedge clock) if (go) subbed <= pass ? word : {TABLE[{word[31:24], 3'd0} +: 8], TABLE[{word[23:16], 3'd0} +: 8], TABLE[{word[15:8], 3'd0} +: 8], TABLE[{word[7:0], 3'd0} +: 8]};
endmodule

// respite_card_round: respite_card.lane.conveyor.aes.round.0
module respite_card_round (
    input  wire clock,
    input  wire valid,
    input  wire key256,
    input  wire [127:0] state,
    input  wire [127:0] a,
    input  wire [127:0] b,
    output wire valid_out,
    output wire key256_out,
    output wire [127:0] state_out,
    output wire [127:0] a_out,
    output wire [127:0] b_out
);
    localparam waits = 1'h1;
    localparam turns = 1'h1;
    localparam [31:0] rcon256 = 32'h1000000;
    wire skips;
    wire [31:0] last_word;
    reg [31:0] turned;
    wire [31:0] sub__0;
    wire [31:0] sub__1;
    wire [31:0] sub__2;
    wire [31:0] sub__3;
    wire [31:0] shifted__0;
    wire [31:0] shifted__1;
    wire [31:0] shifted__2;
    wire [31:0] shifted__3;
    reg [31:0] pair;
    reg [31:0] high;
    reg [31:0] mixed__0;
    reg [31:0] mixed__1;
    reg [31:0] mixed__2;
    wire [31:0] mixed__3;
    reg [127:0] all;
    wire [127:0] base;
    reg [31:0] chain__0;
    wire [31:0] chain__1;
    wire [31:0] chain__2;
    wire [31:0] chain__3;
    reg [127:0] next_key;
    wire [31:0] column__0__subbed;
    wire [31:0] column__1__subbed;
    wire [31:0] column__2__subbed;
    wire [31:0] column__3__subbed;
    wire [31:0] key_word__subbed;
    reg mid_valid__d;
    reg mid_valid__q;
    initial mid_valid__q = 1'h0;
    reg mid_key256__d;
    reg mid_key256__q;
    initial mid_key256__q = 1'h0;
    reg [127:0] mid_base__d;
    reg [127:0] mid_base__q;
    initial mid_base__q = 128'h0;
    reg [127:0] mid_b__d;
    reg [127:0] mid_b__q;
    initial mid_b__q = 128'h0;
    reg end_valid__d;
    reg end_valid__q;
    initial end_valid__q = 1'h0;
    reg end_key256__d;
    reg end_key256__q;
    initial end_key256__q = 1'h0;
    reg [127:0] end_state__d;
    reg [127:0] end_state__q;
    initial end_state__q = 128'h0;
    reg [127:0] end_a__d;
    reg [127:0] end_a__q;
    initial end_a__q = 128'h0;
    reg [127:0] end_b__d;
    reg [127:0] end_b__q;
    initial end_b__q = 128'h0;

    respite_card_column column__0 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[127:96]),
        .subbed(column__0__subbed)
    );

    respite_card_column column__1 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[95:64]),
        .subbed(column__1__subbed)
    );

    respite_card_column column__2 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[63:32]),
        .subbed(column__2__subbed)
    );

    respite_card_column column__3 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[31:0]),
        .subbed(column__3__subbed)
    );

    respite_card_key_word key_word (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(last_word),
        .subbed(key_word__subbed)
    );

    always @(posedge clock) begin
        mid_valid__q <= mid_valid__d;
        mid_key256__q <= mid_key256__d;
        mid_base__q <= mid_base__d;
        mid_b__q <= mid_b__d;
        end_valid__q <= end_valid__d;
        end_key256__q <= end_key256__d;
        end_state__q <= end_state__d;
        end_a__q <= end_a__d;
        end_b__q <= end_b__d;
    end

    always @* begin
        mid_valid__d = mid_valid__q;
        mid_valid__d = valid;
    end

    always @* begin
        mid_key256__d = mid_key256__q;
        mid_key256__d = key256;
    end

    always @* begin
        mid_base__d = mid_base__q;
        mid_base__d = b;
        if (waits || key256) begin
            mid_base__d = a;
        end
    end

    always @* begin
        mid_b__d = mid_b__q;
        mid_b__d = b;
    end

    always @* begin
        end_valid__d = end_valid__q;
        end_valid__d = mid_valid__q;
    end

    always @* begin
        end_key256__d = end_key256__q;
        end_key256__d = mid_key256__q;
    end

    always @* begin
        end_state__d = end_state__q;
        end_state__d = all;
    end

    always @* begin
        end_a__d = end_a__q;
        end_a__d = mid_b__q;
    end

    always @* begin
        end_b__d = end_b__q;
        end_b__d = next_key;
    end
    assign skips = ~key256;
    assign last_word = b[31:0];
    assign sub__0 = column__0__subbed;
    assign sub__1 = column__1__subbed;
    assign sub__2 = column__2__subbed;
    assign sub__3 = column__3__subbed;
    assign shifted__0 = (sub__0 & 32'hff000000) | (sub__1 & 32'hff0000) | (sub__2 & 32'hff00) | (sub__3 & 32'hff);

    always @* begin
        pair = shifted__0 ^ {shifted__0[23:0], shifted__0[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__0 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__0[23:0], shifted__0[31:24]} ^ {shifted__0[15:0], shifted__0[31:16]} ^ {shifted__0[7:0], shifted__0[31:8]};
        pair = shifted__1 ^ {shifted__1[23:0], shifted__1[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__1 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__1[23:0], shifted__1[31:24]} ^ {shifted__1[15:0], shifted__1[31:16]} ^ {shifted__1[7:0], shifted__1[31:8]};
        pair = shifted__2 ^ {shifted__2[23:0], shifted__2[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__2 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__2[23:0], shifted__2[31:24]} ^ {shifted__2[15:0], shifted__2[31:16]} ^ {shifted__2[7:0], shifted__2[31:8]};
        pair = shifted__3 ^ {shifted__3[23:0], shifted__3[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
    end
    assign shifted__1 = (sub__1 & 32'hff000000) | (sub__2 & 32'hff0000) | (sub__3 & 32'hff00) | (sub__0 & 32'hff);
    assign shifted__2 = (sub__2 & 32'hff000000) | (sub__3 & 32'hff0000) | (sub__0 & 32'hff00) | (sub__1 & 32'hff);
    assign shifted__3 = (sub__3 & 32'hff000000) | (sub__0 & 32'hff0000) | (sub__1 & 32'hff00) | (sub__2 & 32'hff);
    assign mixed__3 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__3[23:0], shifted__3[31:24]} ^ {shifted__3[15:0], shifted__3[31:16]} ^ {shifted__3[7:0], shifted__3[31:8]};

    always @* begin
        all = {mixed__0, mixed__1, mixed__2, mixed__3} ^ mid_b__q;
        if (~mid_key256__q) begin
            all = {sub__0, sub__1, sub__2, sub__3};
        end
    end
    assign base = mid_base__q;

    always @* begin
        turned = key_word__subbed;
        if (turns || ~mid_key256__q) begin
            turned = {key_word__subbed[23:0], key_word__subbed[31:24]};
        end
    end

    always @* begin
        chain__0 = turned;
        if (waits || mid_key256__q) begin
            chain__0 = turned ^ rcon256;
        end
        chain__0 = chain__0 ^ base[127:96];
    end
    assign chain__1 = chain__0 ^ base[95:64];
    assign chain__2 = chain__1 ^ base[63:32];
    assign chain__3 = chain__2 ^ base[31:0];

    always @* begin
        next_key = {chain__0, chain__1, chain__2, chain__3};
        if (~mid_key256__q) begin
            next_key = mid_b__q;
        end
    end
    assign valid_out = end_valid__q;
    assign key256_out = end_key256__q;
    assign state_out = end_state__q;
    assign a_out = end_a__q;
    assign b_out = end_b__q;
endmodule

// respite_card_round_2: respite_card.lane.conveyor.aes.round.1
module respite_card_round_2 (
    input  wire clock,
    input  wire valid,
    input  wire key256,
    input  wire [127:0] state,
    input  wire [127:0] a,
    input  wire [127:0] b,
    output wire valid_out,
    output wire key256_out,
    output wire [127:0] state_out,
    output wire [127:0] a_out,
    output wire [127:0] b_out
);
    localparam waits = 1'h1;
    wire skips;
    wire [31:0] last_word;
    reg [31:0] turned;
    wire [31:0] sub__0;
    wire [31:0] sub__1;
    wire [31:0] sub__2;
    wire [31:0] sub__3;
    wire [31:0] shifted__0;
    wire [31:0] shifted__1;
    wire [31:0] shifted__2;
    wire [31:0] shifted__3;
    reg [31:0] pair;
    reg [31:0] high;
    reg [31:0] mixed__0;
    reg [31:0] mixed__1;
    reg [31:0] mixed__2;
    wire [31:0] mixed__3;
    reg [127:0] all;
    wire [127:0] base;
    reg [31:0] chain__0;
    wire [31:0] chain__1;
    wire [31:0] chain__2;
    wire [31:0] chain__3;
    reg [127:0] next_key;
    wire [31:0] column__0__subbed;
    wire [31:0] column__1__subbed;
    wire [31:0] column__2__subbed;
    wire [31:0] column__3__subbed;
    wire [31:0] key_word__subbed;
    reg mid_valid__d;
    reg mid_valid__q;
    initial mid_valid__q = 1'h0;
    reg mid_key256__d;
    reg mid_key256__q;
    initial mid_key256__q = 1'h0;
    reg [127:0] mid_base__d;
    reg [127:0] mid_base__q;
    initial mid_base__q = 128'h0;
    reg [127:0] mid_b__d;
    reg [127:0] mid_b__q;
    initial mid_b__q = 128'h0;
    reg end_valid__d;
    reg end_valid__q;
    initial end_valid__q = 1'h0;
    reg end_key256__d;
    reg end_key256__q;
    initial end_key256__q = 1'h0;
    reg [127:0] end_state__d;
    reg [127:0] end_state__q;
    initial end_state__q = 128'h0;
    reg [127:0] end_a__d;
    reg [127:0] end_a__q;
    initial end_a__q = 128'h0;
    reg [127:0] end_b__d;
    reg [127:0] end_b__q;
    initial end_b__q = 128'h0;

    respite_card_column column__0 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[127:96]),
        .subbed(column__0__subbed)
    );

    respite_card_column column__1 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[95:64]),
        .subbed(column__1__subbed)
    );

    respite_card_column column__2 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[63:32]),
        .subbed(column__2__subbed)
    );

    respite_card_column column__3 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[31:0]),
        .subbed(column__3__subbed)
    );

    respite_card_key_word key_word (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(last_word),
        .subbed(key_word__subbed)
    );

    always @(posedge clock) begin
        mid_valid__q <= mid_valid__d;
        mid_key256__q <= mid_key256__d;
        mid_base__q <= mid_base__d;
        mid_b__q <= mid_b__d;
        end_valid__q <= end_valid__d;
        end_key256__q <= end_key256__d;
        end_state__q <= end_state__d;
        end_a__q <= end_a__d;
        end_b__q <= end_b__d;
    end

    always @* begin
        mid_valid__d = mid_valid__q;
        mid_valid__d = valid;
    end

    always @* begin
        mid_key256__d = mid_key256__q;
        mid_key256__d = key256;
    end

    always @* begin
        mid_base__d = mid_base__q;
        mid_base__d = b;
        if (waits || key256) begin
            mid_base__d = a;
        end
    end

    always @* begin
        mid_b__d = mid_b__q;
        mid_b__d = b;
    end

    always @* begin
        end_valid__d = end_valid__q;
        end_valid__d = mid_valid__q;
    end

    always @* begin
        end_key256__d = end_key256__q;
        end_key256__d = mid_key256__q;
    end

    always @* begin
        end_state__d = end_state__q;
        end_state__d = all;
    end

    always @* begin
        end_a__d = end_a__q;
        end_a__d = mid_b__q;
    end

    always @* begin
        end_b__d = end_b__q;
        end_b__d = next_key;
    end
    assign skips = ~key256;
    assign last_word = b[31:0];
    assign sub__0 = column__0__subbed;
    assign sub__1 = column__1__subbed;
    assign sub__2 = column__2__subbed;
    assign sub__3 = column__3__subbed;
    assign shifted__0 = (sub__0 & 32'hff000000) | (sub__1 & 32'hff0000) | (sub__2 & 32'hff00) | (sub__3 & 32'hff);

    always @* begin
        pair = shifted__0 ^ {shifted__0[23:0], shifted__0[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__0 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__0[23:0], shifted__0[31:24]} ^ {shifted__0[15:0], shifted__0[31:16]} ^ {shifted__0[7:0], shifted__0[31:8]};
        pair = shifted__1 ^ {shifted__1[23:0], shifted__1[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__1 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__1[23:0], shifted__1[31:24]} ^ {shifted__1[15:0], shifted__1[31:16]} ^ {shifted__1[7:0], shifted__1[31:8]};
        pair = shifted__2 ^ {shifted__2[23:0], shifted__2[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__2 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__2[23:0], shifted__2[31:24]} ^ {shifted__2[15:0], shifted__2[31:16]} ^ {shifted__2[7:0], shifted__2[31:8]};
        pair = shifted__3 ^ {shifted__3[23:0], shifted__3[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
    end
    assign shifted__1 = (sub__1 & 32'hff000000) | (sub__2 & 32'hff0000) | (sub__3 & 32'hff00) | (sub__0 & 32'hff);
    assign shifted__2 = (sub__2 & 32'hff000000) | (sub__3 & 32'hff0000) | (sub__0 & 32'hff00) | (sub__1 & 32'hff);
    assign shifted__3 = (sub__3 & 32'hff000000) | (sub__0 & 32'hff0000) | (sub__1 & 32'hff00) | (sub__2 & 32'hff);
    assign mixed__3 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__3[23:0], shifted__3[31:24]} ^ {shifted__3[15:0], shifted__3[31:16]} ^ {shifted__3[7:0], shifted__3[31:8]};

    always @* begin
        all = {mixed__0, mixed__1, mixed__2, mixed__3} ^ mid_b__q;
        if (~mid_key256__q) begin
            all = {sub__0, sub__1, sub__2, sub__3};
        end
    end
    assign base = mid_base__q;

    always @* begin
        turned = key_word__subbed;
        if (~mid_key256__q) begin
            turned = {key_word__subbed[23:0], key_word__subbed[31:24]};
        end
    end

    always @* begin
        chain__0 = turned;
        if (waits || mid_key256__q) begin
            chain__0 = turned;
        end
        chain__0 = chain__0 ^ base[127:96];
    end
    assign chain__1 = chain__0 ^ base[95:64];
    assign chain__2 = chain__1 ^ base[63:32];
    assign chain__3 = chain__2 ^ base[31:0];

    always @* begin
        next_key = {chain__0, chain__1, chain__2, chain__3};
        if (~mid_key256__q) begin
            next_key = mid_b__q;
        end
    end
    assign valid_out = end_valid__q;
    assign key256_out = end_key256__q;
    assign state_out = end_state__q;
    assign a_out = end_a__q;
    assign b_out = end_b__q;
endmodule

// respite_card_round_3: respite_card.lane.conveyor.aes.round.2
module respite_card_round_3 (
    input  wire clock,
    input  wire valid,
    input  wire key256,
    input  wire [127:0] state,
    input  wire [127:0] a,
    input  wire [127:0] b,
    output wire valid_out,
    output wire key256_out,
    output wire [127:0] state_out,
    output wire [127:0] a_out,
    output wire [127:0] b_out
);
    localparam waits = 1'h1;
    localparam turns = 1'h1;
    localparam [31:0] rcon256 = 32'h2000000;
    wire skips;
    wire [31:0] last_word;
    reg [31:0] turned;
    wire [31:0] sub__0;
    wire [31:0] sub__1;
    wire [31:0] sub__2;
    wire [31:0] sub__3;
    wire [31:0] shifted__0;
    wire [31:0] shifted__1;
    wire [31:0] shifted__2;
    wire [31:0] shifted__3;
    reg [31:0] pair;
    reg [31:0] high;
    reg [31:0] mixed__0;
    reg [31:0] mixed__1;
    reg [31:0] mixed__2;
    wire [31:0] mixed__3;
    reg [127:0] all;
    wire [127:0] base;
    reg [31:0] chain__0;
    wire [31:0] chain__1;
    wire [31:0] chain__2;
    wire [31:0] chain__3;
    reg [127:0] next_key;
    wire [31:0] column__0__subbed;
    wire [31:0] column__1__subbed;
    wire [31:0] column__2__subbed;
    wire [31:0] column__3__subbed;
    wire [31:0] key_word__subbed;
    reg mid_valid__d;
    reg mid_valid__q;
    initial mid_valid__q = 1'h0;
    reg mid_key256__d;
    reg mid_key256__q;
    initial mid_key256__q = 1'h0;
    reg [127:0] mid_base__d;
    reg [127:0] mid_base__q;
    initial mid_base__q = 128'h0;
    reg [127:0] mid_b__d;
    reg [127:0] mid_b__q;
    initial mid_b__q = 128'h0;
    reg end_valid__d;
    reg end_valid__q;
    initial end_valid__q = 1'h0;
    reg end_key256__d;
    reg end_key256__q;
    initial end_key256__q = 1'h0;
    reg [127:0] end_state__d;
    reg [127:0] end_state__q;
    initial end_state__q = 128'h0;
    reg [127:0] end_a__d;
    reg [127:0] end_a__q;
    initial end_a__q = 128'h0;
    reg [127:0] end_b__d;
    reg [127:0] end_b__q;
    initial end_b__q = 128'h0;

    respite_card_column column__0 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[127:96]),
        .subbed(column__0__subbed)
    );

    respite_card_column column__1 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[95:64]),
        .subbed(column__1__subbed)
    );

    respite_card_column column__2 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[63:32]),
        .subbed(column__2__subbed)
    );

    respite_card_column column__3 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[31:0]),
        .subbed(column__3__subbed)
    );

    respite_card_key_word key_word (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(last_word),
        .subbed(key_word__subbed)
    );

    always @(posedge clock) begin
        mid_valid__q <= mid_valid__d;
        mid_key256__q <= mid_key256__d;
        mid_base__q <= mid_base__d;
        mid_b__q <= mid_b__d;
        end_valid__q <= end_valid__d;
        end_key256__q <= end_key256__d;
        end_state__q <= end_state__d;
        end_a__q <= end_a__d;
        end_b__q <= end_b__d;
    end

    always @* begin
        mid_valid__d = mid_valid__q;
        mid_valid__d = valid;
    end

    always @* begin
        mid_key256__d = mid_key256__q;
        mid_key256__d = key256;
    end

    always @* begin
        mid_base__d = mid_base__q;
        mid_base__d = b;
        if (waits || key256) begin
            mid_base__d = a;
        end
    end

    always @* begin
        mid_b__d = mid_b__q;
        mid_b__d = b;
    end

    always @* begin
        end_valid__d = end_valid__q;
        end_valid__d = mid_valid__q;
    end

    always @* begin
        end_key256__d = end_key256__q;
        end_key256__d = mid_key256__q;
    end

    always @* begin
        end_state__d = end_state__q;
        end_state__d = all;
    end

    always @* begin
        end_a__d = end_a__q;
        end_a__d = mid_b__q;
    end

    always @* begin
        end_b__d = end_b__q;
        end_b__d = next_key;
    end
    assign skips = ~key256;
    assign last_word = b[31:0];
    assign sub__0 = column__0__subbed;
    assign sub__1 = column__1__subbed;
    assign sub__2 = column__2__subbed;
    assign sub__3 = column__3__subbed;
    assign shifted__0 = (sub__0 & 32'hff000000) | (sub__1 & 32'hff0000) | (sub__2 & 32'hff00) | (sub__3 & 32'hff);

    always @* begin
        pair = shifted__0 ^ {shifted__0[23:0], shifted__0[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__0 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__0[23:0], shifted__0[31:24]} ^ {shifted__0[15:0], shifted__0[31:16]} ^ {shifted__0[7:0], shifted__0[31:8]};
        pair = shifted__1 ^ {shifted__1[23:0], shifted__1[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__1 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__1[23:0], shifted__1[31:24]} ^ {shifted__1[15:0], shifted__1[31:16]} ^ {shifted__1[7:0], shifted__1[31:8]};
        pair = shifted__2 ^ {shifted__2[23:0], shifted__2[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__2 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__2[23:0], shifted__2[31:24]} ^ {shifted__2[15:0], shifted__2[31:16]} ^ {shifted__2[7:0], shifted__2[31:8]};
        pair = shifted__3 ^ {shifted__3[23:0], shifted__3[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
    end
    assign shifted__1 = (sub__1 & 32'hff000000) | (sub__2 & 32'hff0000) | (sub__3 & 32'hff00) | (sub__0 & 32'hff);
    assign shifted__2 = (sub__2 & 32'hff000000) | (sub__3 & 32'hff0000) | (sub__0 & 32'hff00) | (sub__1 & 32'hff);
    assign shifted__3 = (sub__3 & 32'hff000000) | (sub__0 & 32'hff0000) | (sub__1 & 32'hff00) | (sub__2 & 32'hff);
    assign mixed__3 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__3[23:0], shifted__3[31:24]} ^ {shifted__3[15:0], shifted__3[31:16]} ^ {shifted__3[7:0], shifted__3[31:8]};

    always @* begin
        all = {mixed__0, mixed__1, mixed__2, mixed__3} ^ mid_b__q;
        if (~mid_key256__q) begin
            all = {sub__0, sub__1, sub__2, sub__3};
        end
    end
    assign base = mid_base__q;

    always @* begin
        turned = key_word__subbed;
        if (turns || ~mid_key256__q) begin
            turned = {key_word__subbed[23:0], key_word__subbed[31:24]};
        end
    end

    always @* begin
        chain__0 = turned;
        if (waits || mid_key256__q) begin
            chain__0 = turned ^ rcon256;
        end
        chain__0 = chain__0 ^ base[127:96];
    end
    assign chain__1 = chain__0 ^ base[95:64];
    assign chain__2 = chain__1 ^ base[63:32];
    assign chain__3 = chain__2 ^ base[31:0];

    always @* begin
        next_key = {chain__0, chain__1, chain__2, chain__3};
        if (~mid_key256__q) begin
            next_key = mid_b__q;
        end
    end
    assign valid_out = end_valid__q;
    assign key256_out = end_key256__q;
    assign state_out = end_state__q;
    assign a_out = end_a__q;
    assign b_out = end_b__q;
endmodule

// respite_card_round_4: respite_card.lane.conveyor.aes.round.3
module respite_card_round_4 (
    input  wire clock,
    input  wire valid,
    input  wire key256,
    input  wire [127:0] state,
    input  wire [127:0] a,
    input  wire [127:0] b,
    output wire valid_out,
    output wire key256_out,
    output wire [127:0] state_out,
    output wire [127:0] a_out,
    output wire [127:0] b_out
);
    localparam waits = 1'h0;
    localparam [31:0] rcon128 = 32'h1000000;
    wire skips;
    wire [31:0] last_word;
    reg [31:0] turned;
    wire [31:0] sub__0;
    wire [31:0] sub__1;
    wire [31:0] sub__2;
    wire [31:0] sub__3;
    wire [31:0] shifted__0;
    wire [31:0] shifted__1;
    wire [31:0] shifted__2;
    wire [31:0] shifted__3;
    reg [31:0] pair;
    reg [31:0] high;
    reg [31:0] mixed__0;
    reg [31:0] mixed__1;
    reg [31:0] mixed__2;
    wire [31:0] mixed__3;
    reg [127:0] all;
    wire [127:0] base;
    reg [31:0] chain__0;
    wire [31:0] chain__1;
    wire [31:0] chain__2;
    wire [31:0] chain__3;
    reg [127:0] next_key;
    wire [31:0] column__0__subbed;
    wire [31:0] column__1__subbed;
    wire [31:0] column__2__subbed;
    wire [31:0] column__3__subbed;
    wire [31:0] key_word__subbed;
    reg mid_valid__d;
    reg mid_valid__q;
    initial mid_valid__q = 1'h0;
    reg mid_key256__d;
    reg mid_key256__q;
    initial mid_key256__q = 1'h0;
    reg [127:0] mid_base__d;
    reg [127:0] mid_base__q;
    initial mid_base__q = 128'h0;
    reg [127:0] mid_b__d;
    reg [127:0] mid_b__q;
    initial mid_b__q = 128'h0;
    reg end_valid__d;
    reg end_valid__q;
    initial end_valid__q = 1'h0;
    reg end_key256__d;
    reg end_key256__q;
    initial end_key256__q = 1'h0;
    reg [127:0] end_state__d;
    reg [127:0] end_state__q;
    initial end_state__q = 128'h0;
    reg [127:0] end_a__d;
    reg [127:0] end_a__q;
    initial end_a__q = 128'h0;
    reg [127:0] end_b__d;
    reg [127:0] end_b__q;
    initial end_b__q = 128'h0;

    respite_card_column column__0 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[127:96]),
        .subbed(column__0__subbed)
    );

    respite_card_column column__1 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[95:64]),
        .subbed(column__1__subbed)
    );

    respite_card_column column__2 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[63:32]),
        .subbed(column__2__subbed)
    );

    respite_card_column column__3 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[31:0]),
        .subbed(column__3__subbed)
    );

    respite_card_key_word key_word (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(last_word),
        .subbed(key_word__subbed)
    );

    always @(posedge clock) begin
        mid_valid__q <= mid_valid__d;
        mid_key256__q <= mid_key256__d;
        mid_base__q <= mid_base__d;
        mid_b__q <= mid_b__d;
        end_valid__q <= end_valid__d;
        end_key256__q <= end_key256__d;
        end_state__q <= end_state__d;
        end_a__q <= end_a__d;
        end_b__q <= end_b__d;
    end

    always @* begin
        mid_valid__d = mid_valid__q;
        mid_valid__d = valid;
    end

    always @* begin
        mid_key256__d = mid_key256__q;
        mid_key256__d = key256;
    end

    always @* begin
        mid_base__d = mid_base__q;
        mid_base__d = b;
        if (key256) begin
            mid_base__d = a;
        end
    end

    always @* begin
        mid_b__d = mid_b__q;
        mid_b__d = b;
    end

    always @* begin
        end_valid__d = end_valid__q;
        end_valid__d = mid_valid__q;
    end

    always @* begin
        end_key256__d = end_key256__q;
        end_key256__d = mid_key256__q;
    end

    always @* begin
        end_state__d = end_state__q;
        end_state__d = all;
    end

    always @* begin
        end_a__d = end_a__q;
        end_a__d = mid_b__q;
    end

    always @* begin
        end_b__d = end_b__q;
        end_b__d = next_key;
    end
    assign skips = ~key256;
    assign last_word = b[31:0];
    assign sub__0 = column__0__subbed;
    assign sub__1 = column__1__subbed;
    assign sub__2 = column__2__subbed;
    assign sub__3 = column__3__subbed;
    assign shifted__0 = (sub__0 & 32'hff000000) | (sub__1 & 32'hff0000) | (sub__2 & 32'hff00) | (sub__3 & 32'hff);

    always @* begin
        pair = shifted__0 ^ {shifted__0[23:0], shifted__0[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__0 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__0[23:0], shifted__0[31:24]} ^ {shifted__0[15:0], shifted__0[31:16]} ^ {shifted__0[7:0], shifted__0[31:8]};
        pair = shifted__1 ^ {shifted__1[23:0], shifted__1[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__1 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__1[23:0], shifted__1[31:24]} ^ {shifted__1[15:0], shifted__1[31:16]} ^ {shifted__1[7:0], shifted__1[31:8]};
        pair = shifted__2 ^ {shifted__2[23:0], shifted__2[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__2 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__2[23:0], shifted__2[31:24]} ^ {shifted__2[15:0], shifted__2[31:16]} ^ {shifted__2[7:0], shifted__2[31:8]};
        pair = shifted__3 ^ {shifted__3[23:0], shifted__3[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
    end
    assign shifted__1 = (sub__1 & 32'hff000000) | (sub__2 & 32'hff0000) | (sub__3 & 32'hff00) | (sub__0 & 32'hff);
    assign shifted__2 = (sub__2 & 32'hff000000) | (sub__3 & 32'hff0000) | (sub__0 & 32'hff00) | (sub__1 & 32'hff);
    assign shifted__3 = (sub__3 & 32'hff000000) | (sub__0 & 32'hff0000) | (sub__1 & 32'hff00) | (sub__2 & 32'hff);
    assign mixed__3 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__3[23:0], shifted__3[31:24]} ^ {shifted__3[15:0], shifted__3[31:16]} ^ {shifted__3[7:0], shifted__3[31:8]};

    always @* begin
        all = {mixed__0, mixed__1, mixed__2, mixed__3} ^ mid_b__q;
        if (~mid_key256__q) begin
            all = {sub__0, sub__1, sub__2, sub__3};
        end
    end
    assign base = mid_base__q;

    always @* begin
        turned = key_word__subbed;
        if (~mid_key256__q) begin
            turned = {key_word__subbed[23:0], key_word__subbed[31:24]};
        end
    end

    always @* begin
        chain__0 = turned ^ rcon128;
        if (mid_key256__q) begin
            chain__0 = turned;
        end
        chain__0 = chain__0 ^ base[127:96];
    end
    assign chain__1 = chain__0 ^ base[95:64];
    assign chain__2 = chain__1 ^ base[63:32];
    assign chain__3 = chain__2 ^ base[31:0];

    always @* begin
        next_key = {chain__0, chain__1, chain__2, chain__3};
        if (waits && ~mid_key256__q) begin
            next_key = mid_b__q;
        end
    end
    assign valid_out = end_valid__q;
    assign key256_out = end_key256__q;
    assign state_out = end_state__q;
    assign a_out = end_a__q;
    assign b_out = end_b__q;
endmodule

// respite_card_round_5: respite_card.lane.conveyor.aes.round.4
module respite_card_round_5 (
    input  wire clock,
    input  wire valid,
    input  wire key256,
    input  wire [127:0] state,
    input  wire [127:0] a,
    input  wire [127:0] b,
    output wire valid_out,
    output wire key256_out,
    output wire [127:0] state_out,
    output wire [127:0] a_out,
    output wire [127:0] b_out
);
    localparam early = 1'h0;
    localparam waits = 1'h0;
    localparam turns = 1'h1;
    localparam [31:0] rcon128 = 32'h2000000;
    localparam [31:0] rcon256 = 32'h4000000;
    wire skips;
    wire [31:0] last_word;
    reg [31:0] turned;
    wire [31:0] sub__0;
    wire [31:0] sub__1;
    wire [31:0] sub__2;
    wire [31:0] sub__3;
    wire [31:0] shifted__0;
    wire [31:0] shifted__1;
    wire [31:0] shifted__2;
    wire [31:0] shifted__3;
    reg [31:0] pair;
    reg [31:0] high;
    reg [31:0] mixed__0;
    reg [31:0] mixed__1;
    reg [31:0] mixed__2;
    wire [31:0] mixed__3;
    reg [127:0] all;
    wire [127:0] base;
    reg [31:0] chain__0;
    wire [31:0] chain__1;
    wire [31:0] chain__2;
    wire [31:0] chain__3;
    reg [127:0] next_key;
    wire [31:0] column__0__subbed;
    wire [31:0] column__1__subbed;
    wire [31:0] column__2__subbed;
    wire [31:0] column__3__subbed;
    wire [31:0] key_word__subbed;
    reg mid_valid__d;
    reg mid_valid__q;
    initial mid_valid__q = 1'h0;
    reg mid_key256__d;
    reg mid_key256__q;
    initial mid_key256__q = 1'h0;
    reg [127:0] mid_base__d;
    reg [127:0] mid_base__q;
    initial mid_base__q = 128'h0;
    reg [127:0] mid_b__d;
    reg [127:0] mid_b__q;
    initial mid_b__q = 128'h0;
    reg end_valid__d;
    reg end_valid__q;
    initial end_valid__q = 1'h0;
    reg end_key256__d;
    reg end_key256__q;
    initial end_key256__q = 1'h0;
    reg [127:0] end_state__d;
    reg [127:0] end_state__q;
    initial end_state__q = 128'h0;
    reg [127:0] end_a__d;
    reg [127:0] end_a__q;
    initial end_a__q = 128'h0;
    reg [127:0] end_b__d;
    reg [127:0] end_b__q;
    initial end_b__q = 128'h0;

    respite_card_column column__0 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[127:96]),
        .subbed(column__0__subbed)
    );

    respite_card_column column__1 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[95:64]),
        .subbed(column__1__subbed)
    );

    respite_card_column column__2 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[63:32]),
        .subbed(column__2__subbed)
    );

    respite_card_column column__3 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[31:0]),
        .subbed(column__3__subbed)
    );

    respite_card_key_word key_word (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(last_word),
        .subbed(key_word__subbed)
    );

    always @(posedge clock) begin
        mid_valid__q <= mid_valid__d;
        mid_key256__q <= mid_key256__d;
        mid_base__q <= mid_base__d;
        mid_b__q <= mid_b__d;
        end_valid__q <= end_valid__d;
        end_key256__q <= end_key256__d;
        end_state__q <= end_state__d;
        end_a__q <= end_a__d;
        end_b__q <= end_b__d;
    end

    always @* begin
        mid_valid__d = mid_valid__q;
        mid_valid__d = valid;
    end

    always @* begin
        mid_key256__d = mid_key256__q;
        mid_key256__d = key256;
    end

    always @* begin
        mid_base__d = mid_base__q;
        mid_base__d = b;
        if (key256) begin
            mid_base__d = a;
        end
    end

    always @* begin
        mid_b__d = mid_b__q;
        mid_b__d = b;
    end

    always @* begin
        end_valid__d = end_valid__q;
        end_valid__d = mid_valid__q;
    end

    always @* begin
        end_key256__d = end_key256__q;
        end_key256__d = mid_key256__q;
    end

    always @* begin
        end_state__d = end_state__q;
        end_state__d = all;
    end

    always @* begin
        end_a__d = end_a__q;
        end_a__d = mid_b__q;
    end

    always @* begin
        end_b__d = end_b__q;
        end_b__d = next_key;
    end
    assign skips = early && ~key256;
    assign last_word = b[31:0];
    assign sub__0 = column__0__subbed;
    assign sub__1 = column__1__subbed;
    assign sub__2 = column__2__subbed;
    assign sub__3 = column__3__subbed;
    assign shifted__0 = (sub__0 & 32'hff000000) | (sub__1 & 32'hff0000) | (sub__2 & 32'hff00) | (sub__3 & 32'hff);

    always @* begin
        pair = shifted__0 ^ {shifted__0[23:0], shifted__0[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__0 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__0[23:0], shifted__0[31:24]} ^ {shifted__0[15:0], shifted__0[31:16]} ^ {shifted__0[7:0], shifted__0[31:8]};
        pair = shifted__1 ^ {shifted__1[23:0], shifted__1[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__1 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__1[23:0], shifted__1[31:24]} ^ {shifted__1[15:0], shifted__1[31:16]} ^ {shifted__1[7:0], shifted__1[31:8]};
        pair = shifted__2 ^ {shifted__2[23:0], shifted__2[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__2 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__2[23:0], shifted__2[31:24]} ^ {shifted__2[15:0], shifted__2[31:16]} ^ {shifted__2[7:0], shifted__2[31:8]};
        pair = shifted__3 ^ {shifted__3[23:0], shifted__3[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
    end
    assign shifted__1 = (sub__1 & 32'hff000000) | (sub__2 & 32'hff0000) | (sub__3 & 32'hff00) | (sub__0 & 32'hff);
    assign shifted__2 = (sub__2 & 32'hff000000) | (sub__3 & 32'hff0000) | (sub__0 & 32'hff00) | (sub__1 & 32'hff);
    assign shifted__3 = (sub__3 & 32'hff000000) | (sub__0 & 32'hff0000) | (sub__1 & 32'hff00) | (sub__2 & 32'hff);
    assign mixed__3 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__3[23:0], shifted__3[31:24]} ^ {shifted__3[15:0], shifted__3[31:16]} ^ {shifted__3[7:0], shifted__3[31:8]};

    always @* begin
        all = {mixed__0, mixed__1, mixed__2, mixed__3} ^ mid_b__q;
        if (early && ~mid_key256__q) begin
            all = {sub__0, sub__1, sub__2, sub__3};
        end
    end
    assign base = mid_base__q;

    always @* begin
        turned = key_word__subbed;
        if (turns || ~mid_key256__q) begin
            turned = {key_word__subbed[23:0], key_word__subbed[31:24]};
        end
    end

    always @* begin
        chain__0 = turned ^ rcon128;
        if (mid_key256__q) begin
            chain__0 = turned ^ rcon256;
        end
        chain__0 = chain__0 ^ base[127:96];
    end
    assign chain__1 = chain__0 ^ base[95:64];
    assign chain__2 = chain__1 ^ base[63:32];
    assign chain__3 = chain__2 ^ base[31:0];

    always @* begin
        next_key = {chain__0, chain__1, chain__2, chain__3};
        if (waits && ~mid_key256__q) begin
            next_key = mid_b__q;
        end
    end
    assign valid_out = end_valid__q;
    assign key256_out = end_key256__q;
    assign state_out = end_state__q;
    assign a_out = end_a__q;
    assign b_out = end_b__q;
endmodule

// respite_card_round_6: respite_card.lane.conveyor.aes.round.5
module respite_card_round_6 (
    input  wire clock,
    input  wire valid,
    input  wire key256,
    input  wire [127:0] state,
    input  wire [127:0] a,
    input  wire [127:0] b,
    output wire valid_out,
    output wire key256_out,
    output wire [127:0] state_out,
    output wire [127:0] a_out,
    output wire [127:0] b_out
);
    localparam early = 1'h0;
    localparam waits = 1'h0;
    localparam [31:0] rcon128 = 32'h4000000;
    wire skips;
    wire [31:0] last_word;
    reg [31:0] turned;
    wire [31:0] sub__0;
    wire [31:0] sub__1;
    wire [31:0] sub__2;
    wire [31:0] sub__3;
    wire [31:0] shifted__0;
    wire [31:0] shifted__1;
    wire [31:0] shifted__2;
    wire [31:0] shifted__3;
    reg [31:0] pair;
    reg [31:0] high;
    reg [31:0] mixed__0;
    reg [31:0] mixed__1;
    reg [31:0] mixed__2;
    wire [31:0] mixed__3;
    reg [127:0] all;
    wire [127:0] base;
    reg [31:0] chain__0;
    wire [31:0] chain__1;
    wire [31:0] chain__2;
    wire [31:0] chain__3;
    reg [127:0] next_key;
    wire [31:0] column__0__subbed;
    wire [31:0] column__1__subbed;
    wire [31:0] column__2__subbed;
    wire [31:0] column__3__subbed;
    wire [31:0] key_word__subbed;
    reg mid_valid__d;
    reg mid_valid__q;
    initial mid_valid__q = 1'h0;
    reg mid_key256__d;
    reg mid_key256__q;
    initial mid_key256__q = 1'h0;
    reg [127:0] mid_base__d;
    reg [127:0] mid_base__q;
    initial mid_base__q = 128'h0;
    reg [127:0] mid_b__d;
    reg [127:0] mid_b__q;
    initial mid_b__q = 128'h0;
    reg end_valid__d;
    reg end_valid__q;
    initial end_valid__q = 1'h0;
    reg end_key256__d;
    reg end_key256__q;
    initial end_key256__q = 1'h0;
    reg [127:0] end_state__d;
    reg [127:0] end_state__q;
    initial end_state__q = 128'h0;
    reg [127:0] end_a__d;
    reg [127:0] end_a__q;
    initial end_a__q = 128'h0;
    reg [127:0] end_b__d;
    reg [127:0] end_b__q;
    initial end_b__q = 128'h0;

    respite_card_column column__0 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[127:96]),
        .subbed(column__0__subbed)
    );

    respite_card_column column__1 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[95:64]),
        .subbed(column__1__subbed)
    );

    respite_card_column column__2 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[63:32]),
        .subbed(column__2__subbed)
    );

    respite_card_column column__3 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[31:0]),
        .subbed(column__3__subbed)
    );

    respite_card_key_word key_word (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(last_word),
        .subbed(key_word__subbed)
    );

    always @(posedge clock) begin
        mid_valid__q <= mid_valid__d;
        mid_key256__q <= mid_key256__d;
        mid_base__q <= mid_base__d;
        mid_b__q <= mid_b__d;
        end_valid__q <= end_valid__d;
        end_key256__q <= end_key256__d;
        end_state__q <= end_state__d;
        end_a__q <= end_a__d;
        end_b__q <= end_b__d;
    end

    always @* begin
        mid_valid__d = mid_valid__q;
        mid_valid__d = valid;
    end

    always @* begin
        mid_key256__d = mid_key256__q;
        mid_key256__d = key256;
    end

    always @* begin
        mid_base__d = mid_base__q;
        mid_base__d = b;
        if (key256) begin
            mid_base__d = a;
        end
    end

    always @* begin
        mid_b__d = mid_b__q;
        mid_b__d = b;
    end

    always @* begin
        end_valid__d = end_valid__q;
        end_valid__d = mid_valid__q;
    end

    always @* begin
        end_key256__d = end_key256__q;
        end_key256__d = mid_key256__q;
    end

    always @* begin
        end_state__d = end_state__q;
        end_state__d = all;
    end

    always @* begin
        end_a__d = end_a__q;
        end_a__d = mid_b__q;
    end

    always @* begin
        end_b__d = end_b__q;
        end_b__d = next_key;
    end
    assign skips = early && ~key256;
    assign last_word = b[31:0];
    assign sub__0 = column__0__subbed;
    assign sub__1 = column__1__subbed;
    assign sub__2 = column__2__subbed;
    assign sub__3 = column__3__subbed;
    assign shifted__0 = (sub__0 & 32'hff000000) | (sub__1 & 32'hff0000) | (sub__2 & 32'hff00) | (sub__3 & 32'hff);

    always @* begin
        pair = shifted__0 ^ {shifted__0[23:0], shifted__0[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__0 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__0[23:0], shifted__0[31:24]} ^ {shifted__0[15:0], shifted__0[31:16]} ^ {shifted__0[7:0], shifted__0[31:8]};
        pair = shifted__1 ^ {shifted__1[23:0], shifted__1[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__1 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__1[23:0], shifted__1[31:24]} ^ {shifted__1[15:0], shifted__1[31:16]} ^ {shifted__1[7:0], shifted__1[31:8]};
        pair = shifted__2 ^ {shifted__2[23:0], shifted__2[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__2 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__2[23:0], shifted__2[31:24]} ^ {shifted__2[15:0], shifted__2[31:16]} ^ {shifted__2[7:0], shifted__2[31:8]};
        pair = shifted__3 ^ {shifted__3[23:0], shifted__3[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
    end
    assign shifted__1 = (sub__1 & 32'hff000000) | (sub__2 & 32'hff0000) | (sub__3 & 32'hff00) | (sub__0 & 32'hff);
    assign shifted__2 = (sub__2 & 32'hff000000) | (sub__3 & 32'hff0000) | (sub__0 & 32'hff00) | (sub__1 & 32'hff);
    assign shifted__3 = (sub__3 & 32'hff000000) | (sub__0 & 32'hff0000) | (sub__1 & 32'hff00) | (sub__2 & 32'hff);
    assign mixed__3 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__3[23:0], shifted__3[31:24]} ^ {shifted__3[15:0], shifted__3[31:16]} ^ {shifted__3[7:0], shifted__3[31:8]};

    always @* begin
        all = {mixed__0, mixed__1, mixed__2, mixed__3} ^ mid_b__q;
        if (early && ~mid_key256__q) begin
            all = {sub__0, sub__1, sub__2, sub__3};
        end
    end
    assign base = mid_base__q;

    always @* begin
        turned = key_word__subbed;
        if (~mid_key256__q) begin
            turned = {key_word__subbed[23:0], key_word__subbed[31:24]};
        end
    end

    always @* begin
        chain__0 = turned ^ rcon128;
        if (mid_key256__q) begin
            chain__0 = turned;
        end
        chain__0 = chain__0 ^ base[127:96];
    end
    assign chain__1 = chain__0 ^ base[95:64];
    assign chain__2 = chain__1 ^ base[63:32];
    assign chain__3 = chain__2 ^ base[31:0];

    always @* begin
        next_key = {chain__0, chain__1, chain__2, chain__3};
        if (waits && ~mid_key256__q) begin
            next_key = mid_b__q;
        end
    end
    assign valid_out = end_valid__q;
    assign key256_out = end_key256__q;
    assign state_out = end_state__q;
    assign a_out = end_a__q;
    assign b_out = end_b__q;
endmodule

// respite_card_round_7: respite_card.lane.conveyor.aes.round.6
module respite_card_round_7 (
    input  wire clock,
    input  wire valid,
    input  wire key256,
    input  wire [127:0] state,
    input  wire [127:0] a,
    input  wire [127:0] b,
    output wire valid_out,
    output wire key256_out,
    output wire [127:0] state_out,
    output wire [127:0] a_out,
    output wire [127:0] b_out
);
    localparam early = 1'h0;
    localparam waits = 1'h0;
    localparam turns = 1'h1;
    localparam [31:0] rcon128 = 32'h8000000;
    localparam [31:0] rcon256 = 32'h8000000;
    wire skips;
    wire [31:0] last_word;
    reg [31:0] turned;
    wire [31:0] sub__0;
    wire [31:0] sub__1;
    wire [31:0] sub__2;
    wire [31:0] sub__3;
    wire [31:0] shifted__0;
    wire [31:0] shifted__1;
    wire [31:0] shifted__2;
    wire [31:0] shifted__3;
    reg [31:0] pair;
    reg [31:0] high;
    reg [31:0] mixed__0;
    reg [31:0] mixed__1;
    reg [31:0] mixed__2;
    wire [31:0] mixed__3;
    reg [127:0] all;
    wire [127:0] base;
    reg [31:0] chain__0;
    wire [31:0] chain__1;
    wire [31:0] chain__2;
    wire [31:0] chain__3;
    reg [127:0] next_key;
    wire [31:0] column__0__subbed;
    wire [31:0] column__1__subbed;
    wire [31:0] column__2__subbed;
    wire [31:0] column__3__subbed;
    wire [31:0] key_word__subbed;
    reg mid_valid__d;
    reg mid_valid__q;
    initial mid_valid__q = 1'h0;
    reg mid_key256__d;
    reg mid_key256__q;
    initial mid_key256__q = 1'h0;
    reg [127:0] mid_base__d;
    reg [127:0] mid_base__q;
    initial mid_base__q = 128'h0;
    reg [127:0] mid_b__d;
    reg [127:0] mid_b__q;
    initial mid_b__q = 128'h0;
    reg end_valid__d;
    reg end_valid__q;
    initial end_valid__q = 1'h0;
    reg end_key256__d;
    reg end_key256__q;
    initial end_key256__q = 1'h0;
    reg [127:0] end_state__d;
    reg [127:0] end_state__q;
    initial end_state__q = 128'h0;
    reg [127:0] end_a__d;
    reg [127:0] end_a__q;
    initial end_a__q = 128'h0;
    reg [127:0] end_b__d;
    reg [127:0] end_b__q;
    initial end_b__q = 128'h0;

    respite_card_column column__0 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[127:96]),
        .subbed(column__0__subbed)
    );

    respite_card_column column__1 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[95:64]),
        .subbed(column__1__subbed)
    );

    respite_card_column column__2 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[63:32]),
        .subbed(column__2__subbed)
    );

    respite_card_column column__3 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[31:0]),
        .subbed(column__3__subbed)
    );

    respite_card_key_word key_word (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(last_word),
        .subbed(key_word__subbed)
    );

    always @(posedge clock) begin
        mid_valid__q <= mid_valid__d;
        mid_key256__q <= mid_key256__d;
        mid_base__q <= mid_base__d;
        mid_b__q <= mid_b__d;
        end_valid__q <= end_valid__d;
        end_key256__q <= end_key256__d;
        end_state__q <= end_state__d;
        end_a__q <= end_a__d;
        end_b__q <= end_b__d;
    end

    always @* begin
        mid_valid__d = mid_valid__q;
        mid_valid__d = valid;
    end

    always @* begin
        mid_key256__d = mid_key256__q;
        mid_key256__d = key256;
    end

    always @* begin
        mid_base__d = mid_base__q;
        mid_base__d = b;
        if (key256) begin
            mid_base__d = a;
        end
    end

    always @* begin
        mid_b__d = mid_b__q;
        mid_b__d = b;
    end

    always @* begin
        end_valid__d = end_valid__q;
        end_valid__d = mid_valid__q;
    end

    always @* begin
        end_key256__d = end_key256__q;
        end_key256__d = mid_key256__q;
    end

    always @* begin
        end_state__d = end_state__q;
        end_state__d = all;
    end

    always @* begin
        end_a__d = end_a__q;
        end_a__d = mid_b__q;
    end

    always @* begin
        end_b__d = end_b__q;
        end_b__d = next_key;
    end
    assign skips = early && ~key256;
    assign last_word = b[31:0];
    assign sub__0 = column__0__subbed;
    assign sub__1 = column__1__subbed;
    assign sub__2 = column__2__subbed;
    assign sub__3 = column__3__subbed;
    assign shifted__0 = (sub__0 & 32'hff000000) | (sub__1 & 32'hff0000) | (sub__2 & 32'hff00) | (sub__3 & 32'hff);

    always @* begin
        pair = shifted__0 ^ {shifted__0[23:0], shifted__0[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__0 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__0[23:0], shifted__0[31:24]} ^ {shifted__0[15:0], shifted__0[31:16]} ^ {shifted__0[7:0], shifted__0[31:8]};
        pair = shifted__1 ^ {shifted__1[23:0], shifted__1[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__1 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__1[23:0], shifted__1[31:24]} ^ {shifted__1[15:0], shifted__1[31:16]} ^ {shifted__1[7:0], shifted__1[31:8]};
        pair = shifted__2 ^ {shifted__2[23:0], shifted__2[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__2 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__2[23:0], shifted__2[31:24]} ^ {shifted__2[15:0], shifted__2[31:16]} ^ {shifted__2[7:0], shifted__2[31:8]};
        pair = shifted__3 ^ {shifted__3[23:0], shifted__3[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
    end
    assign shifted__1 = (sub__1 & 32'hff000000) | (sub__2 & 32'hff0000) | (sub__3 & 32'hff00) | (sub__0 & 32'hff);
    assign shifted__2 = (sub__2 & 32'hff000000) | (sub__3 & 32'hff0000) | (sub__0 & 32'hff00) | (sub__1 & 32'hff);
    assign shifted__3 = (sub__3 & 32'hff000000) | (sub__0 & 32'hff0000) | (sub__1 & 32'hff00) | (sub__2 & 32'hff);
    assign mixed__3 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__3[23:0], shifted__3[31:24]} ^ {shifted__3[15:0], shifted__3[31:16]} ^ {shifted__3[7:0], shifted__3[31:8]};

    always @* begin
        all = {mixed__0, mixed__1, mixed__2, mixed__3} ^ mid_b__q;
        if (early && ~mid_key256__q) begin
            all = {sub__0, sub__1, sub__2, sub__3};
        end
    end
    assign base = mid_base__q;

    always @* begin
        turned = key_word__subbed;
        if (turns || ~mid_key256__q) begin
            turned = {key_word__subbed[23:0], key_word__subbed[31:24]};
        end
    end

    always @* begin
        chain__0 = turned ^ rcon128;
        if (mid_key256__q) begin
            chain__0 = turned ^ rcon256;
        end
        chain__0 = chain__0 ^ base[127:96];
    end
    assign chain__1 = chain__0 ^ base[95:64];
    assign chain__2 = chain__1 ^ base[63:32];
    assign chain__3 = chain__2 ^ base[31:0];

    always @* begin
        next_key = {chain__0, chain__1, chain__2, chain__3};
        if (waits && ~mid_key256__q) begin
            next_key = mid_b__q;
        end
    end
    assign valid_out = end_valid__q;
    assign key256_out = end_key256__q;
    assign state_out = end_state__q;
    assign a_out = end_a__q;
    assign b_out = end_b__q;
endmodule

// respite_card_round_8: respite_card.lane.conveyor.aes.round.7
module respite_card_round_8 (
    input  wire clock,
    input  wire valid,
    input  wire key256,
    input  wire [127:0] state,
    input  wire [127:0] a,
    input  wire [127:0] b,
    output wire valid_out,
    output wire key256_out,
    output wire [127:0] state_out,
    output wire [127:0] a_out,
    output wire [127:0] b_out
);
    localparam early = 1'h0;
    localparam waits = 1'h0;
    localparam [31:0] rcon128 = 32'h10000000;
    wire skips;
    wire [31:0] last_word;
    reg [31:0] turned;
    wire [31:0] sub__0;
    wire [31:0] sub__1;
    wire [31:0] sub__2;
    wire [31:0] sub__3;
    wire [31:0] shifted__0;
    wire [31:0] shifted__1;
    wire [31:0] shifted__2;
    wire [31:0] shifted__3;
    reg [31:0] pair;
    reg [31:0] high;
    reg [31:0] mixed__0;
    reg [31:0] mixed__1;
    reg [31:0] mixed__2;
    wire [31:0] mixed__3;
    reg [127:0] all;
    wire [127:0] base;
    reg [31:0] chain__0;
    wire [31:0] chain__1;
    wire [31:0] chain__2;
    wire [31:0] chain__3;
    reg [127:0] next_key;
    wire [31:0] column__0__subbed;
    wire [31:0] column__1__subbed;
    wire [31:0] column__2__subbed;
    wire [31:0] column__3__subbed;
    wire [31:0] key_word__subbed;
    reg mid_valid__d;
    reg mid_valid__q;
    initial mid_valid__q = 1'h0;
    reg mid_key256__d;
    reg mid_key256__q;
    initial mid_key256__q = 1'h0;
    reg [127:0] mid_base__d;
    reg [127:0] mid_base__q;
    initial mid_base__q = 128'h0;
    reg [127:0] mid_b__d;
    reg [127:0] mid_b__q;
    initial mid_b__q = 128'h0;
    reg end_valid__d;
    reg end_valid__q;
    initial end_valid__q = 1'h0;
    reg end_key256__d;
    reg end_key256__q;
    initial end_key256__q = 1'h0;
    reg [127:0] end_state__d;
    reg [127:0] end_state__q;
    initial end_state__q = 128'h0;
    reg [127:0] end_a__d;
    reg [127:0] end_a__q;
    initial end_a__q = 128'h0;
    reg [127:0] end_b__d;
    reg [127:0] end_b__q;
    initial end_b__q = 128'h0;

    respite_card_column column__0 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[127:96]),
        .subbed(column__0__subbed)
    );

    respite_card_column column__1 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[95:64]),
        .subbed(column__1__subbed)
    );

    respite_card_column column__2 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[63:32]),
        .subbed(column__2__subbed)
    );

    respite_card_column column__3 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[31:0]),
        .subbed(column__3__subbed)
    );

    respite_card_key_word key_word (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(last_word),
        .subbed(key_word__subbed)
    );

    always @(posedge clock) begin
        mid_valid__q <= mid_valid__d;
        mid_key256__q <= mid_key256__d;
        mid_base__q <= mid_base__d;
        mid_b__q <= mid_b__d;
        end_valid__q <= end_valid__d;
        end_key256__q <= end_key256__d;
        end_state__q <= end_state__d;
        end_a__q <= end_a__d;
        end_b__q <= end_b__d;
    end

    always @* begin
        mid_valid__d = mid_valid__q;
        mid_valid__d = valid;
    end

    always @* begin
        mid_key256__d = mid_key256__q;
        mid_key256__d = key256;
    end

    always @* begin
        mid_base__d = mid_base__q;
        mid_base__d = b;
        if (key256) begin
            mid_base__d = a;
        end
    end

    always @* begin
        mid_b__d = mid_b__q;
        mid_b__d = b;
    end

    always @* begin
        end_valid__d = end_valid__q;
        end_valid__d = mid_valid__q;
    end

    always @* begin
        end_key256__d = end_key256__q;
        end_key256__d = mid_key256__q;
    end

    always @* begin
        end_state__d = end_state__q;
        end_state__d = all;
    end

    always @* begin
        end_a__d = end_a__q;
        end_a__d = mid_b__q;
    end

    always @* begin
        end_b__d = end_b__q;
        end_b__d = next_key;
    end
    assign skips = early && ~key256;
    assign last_word = b[31:0];
    assign sub__0 = column__0__subbed;
    assign sub__1 = column__1__subbed;
    assign sub__2 = column__2__subbed;
    assign sub__3 = column__3__subbed;
    assign shifted__0 = (sub__0 & 32'hff000000) | (sub__1 & 32'hff0000) | (sub__2 & 32'hff00) | (sub__3 & 32'hff);

    always @* begin
        pair = shifted__0 ^ {shifted__0[23:0], shifted__0[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__0 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__0[23:0], shifted__0[31:24]} ^ {shifted__0[15:0], shifted__0[31:16]} ^ {shifted__0[7:0], shifted__0[31:8]};
        pair = shifted__1 ^ {shifted__1[23:0], shifted__1[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__1 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__1[23:0], shifted__1[31:24]} ^ {shifted__1[15:0], shifted__1[31:16]} ^ {shifted__1[7:0], shifted__1[31:8]};
        pair = shifted__2 ^ {shifted__2[23:0], shifted__2[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__2 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__2[23:0], shifted__2[31:24]} ^ {shifted__2[15:0], shifted__2[31:16]} ^ {shifted__2[7:0], shifted__2[31:8]};
        pair = shifted__3 ^ {shifted__3[23:0], shifted__3[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
    end
    assign shifted__1 = (sub__1 & 32'hff000000) | (sub__2 & 32'hff0000) | (sub__3 & 32'hff00) | (sub__0 & 32'hff);
    assign shifted__2 = (sub__2 & 32'hff000000) | (sub__3 & 32'hff0000) | (sub__0 & 32'hff00) | (sub__1 & 32'hff);
    assign shifted__3 = (sub__3 & 32'hff000000) | (sub__0 & 32'hff0000) | (sub__1 & 32'hff00) | (sub__2 & 32'hff);
    assign mixed__3 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__3[23:0], shifted__3[31:24]} ^ {shifted__3[15:0], shifted__3[31:16]} ^ {shifted__3[7:0], shifted__3[31:8]};

    always @* begin
        all = {mixed__0, mixed__1, mixed__2, mixed__3} ^ mid_b__q;
        if (early && ~mid_key256__q) begin
            all = {sub__0, sub__1, sub__2, sub__3};
        end
    end
    assign base = mid_base__q;

    always @* begin
        turned = key_word__subbed;
        if (~mid_key256__q) begin
            turned = {key_word__subbed[23:0], key_word__subbed[31:24]};
        end
    end

    always @* begin
        chain__0 = turned ^ rcon128;
        if (mid_key256__q) begin
            chain__0 = turned;
        end
        chain__0 = chain__0 ^ base[127:96];
    end
    assign chain__1 = chain__0 ^ base[95:64];
    assign chain__2 = chain__1 ^ base[63:32];
    assign chain__3 = chain__2 ^ base[31:0];

    always @* begin
        next_key = {chain__0, chain__1, chain__2, chain__3};
        if (waits && ~mid_key256__q) begin
            next_key = mid_b__q;
        end
    end
    assign valid_out = end_valid__q;
    assign key256_out = end_key256__q;
    assign state_out = end_state__q;
    assign a_out = end_a__q;
    assign b_out = end_b__q;
endmodule

// respite_card_round_9: respite_card.lane.conveyor.aes.round.8
module respite_card_round_9 (
    input  wire clock,
    input  wire valid,
    input  wire key256,
    input  wire [127:0] state,
    input  wire [127:0] a,
    input  wire [127:0] b,
    output wire valid_out,
    output wire key256_out,
    output wire [127:0] state_out,
    output wire [127:0] a_out,
    output wire [127:0] b_out
);
    localparam early = 1'h0;
    localparam waits = 1'h0;
    localparam turns = 1'h1;
    localparam [31:0] rcon128 = 32'h20000000;
    localparam [31:0] rcon256 = 32'h10000000;
    wire skips;
    wire [31:0] last_word;
    reg [31:0] turned;
    wire [31:0] sub__0;
    wire [31:0] sub__1;
    wire [31:0] sub__2;
    wire [31:0] sub__3;
    wire [31:0] shifted__0;
    wire [31:0] shifted__1;
    wire [31:0] shifted__2;
    wire [31:0] shifted__3;
    reg [31:0] pair;
    reg [31:0] high;
    reg [31:0] mixed__0;
    reg [31:0] mixed__1;
    reg [31:0] mixed__2;
    wire [31:0] mixed__3;
    reg [127:0] all;
    wire [127:0] base;
    reg [31:0] chain__0;
    wire [31:0] chain__1;
    wire [31:0] chain__2;
    wire [31:0] chain__3;
    reg [127:0] next_key;
    wire [31:0] column__0__subbed;
    wire [31:0] column__1__subbed;
    wire [31:0] column__2__subbed;
    wire [31:0] column__3__subbed;
    wire [31:0] key_word__subbed;
    reg mid_valid__d;
    reg mid_valid__q;
    initial mid_valid__q = 1'h0;
    reg mid_key256__d;
    reg mid_key256__q;
    initial mid_key256__q = 1'h0;
    reg [127:0] mid_base__d;
    reg [127:0] mid_base__q;
    initial mid_base__q = 128'h0;
    reg [127:0] mid_b__d;
    reg [127:0] mid_b__q;
    initial mid_b__q = 128'h0;
    reg end_valid__d;
    reg end_valid__q;
    initial end_valid__q = 1'h0;
    reg end_key256__d;
    reg end_key256__q;
    initial end_key256__q = 1'h0;
    reg [127:0] end_state__d;
    reg [127:0] end_state__q;
    initial end_state__q = 128'h0;
    reg [127:0] end_a__d;
    reg [127:0] end_a__q;
    initial end_a__q = 128'h0;
    reg [127:0] end_b__d;
    reg [127:0] end_b__q;
    initial end_b__q = 128'h0;

    respite_card_column column__0 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[127:96]),
        .subbed(column__0__subbed)
    );

    respite_card_column column__1 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[95:64]),
        .subbed(column__1__subbed)
    );

    respite_card_column column__2 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[63:32]),
        .subbed(column__2__subbed)
    );

    respite_card_column column__3 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[31:0]),
        .subbed(column__3__subbed)
    );

    respite_card_key_word key_word (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(last_word),
        .subbed(key_word__subbed)
    );

    always @(posedge clock) begin
        mid_valid__q <= mid_valid__d;
        mid_key256__q <= mid_key256__d;
        mid_base__q <= mid_base__d;
        mid_b__q <= mid_b__d;
        end_valid__q <= end_valid__d;
        end_key256__q <= end_key256__d;
        end_state__q <= end_state__d;
        end_a__q <= end_a__d;
        end_b__q <= end_b__d;
    end

    always @* begin
        mid_valid__d = mid_valid__q;
        mid_valid__d = valid;
    end

    always @* begin
        mid_key256__d = mid_key256__q;
        mid_key256__d = key256;
    end

    always @* begin
        mid_base__d = mid_base__q;
        mid_base__d = b;
        if (key256) begin
            mid_base__d = a;
        end
    end

    always @* begin
        mid_b__d = mid_b__q;
        mid_b__d = b;
    end

    always @* begin
        end_valid__d = end_valid__q;
        end_valid__d = mid_valid__q;
    end

    always @* begin
        end_key256__d = end_key256__q;
        end_key256__d = mid_key256__q;
    end

    always @* begin
        end_state__d = end_state__q;
        end_state__d = all;
    end

    always @* begin
        end_a__d = end_a__q;
        end_a__d = mid_b__q;
    end

    always @* begin
        end_b__d = end_b__q;
        end_b__d = next_key;
    end
    assign skips = early && ~key256;
    assign last_word = b[31:0];
    assign sub__0 = column__0__subbed;
    assign sub__1 = column__1__subbed;
    assign sub__2 = column__2__subbed;
    assign sub__3 = column__3__subbed;
    assign shifted__0 = (sub__0 & 32'hff000000) | (sub__1 & 32'hff0000) | (sub__2 & 32'hff00) | (sub__3 & 32'hff);

    always @* begin
        pair = shifted__0 ^ {shifted__0[23:0], shifted__0[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__0 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__0[23:0], shifted__0[31:24]} ^ {shifted__0[15:0], shifted__0[31:16]} ^ {shifted__0[7:0], shifted__0[31:8]};
        pair = shifted__1 ^ {shifted__1[23:0], shifted__1[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__1 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__1[23:0], shifted__1[31:24]} ^ {shifted__1[15:0], shifted__1[31:16]} ^ {shifted__1[7:0], shifted__1[31:8]};
        pair = shifted__2 ^ {shifted__2[23:0], shifted__2[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__2 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__2[23:0], shifted__2[31:24]} ^ {shifted__2[15:0], shifted__2[31:16]} ^ {shifted__2[7:0], shifted__2[31:8]};
        pair = shifted__3 ^ {shifted__3[23:0], shifted__3[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
    end
    assign shifted__1 = (sub__1 & 32'hff000000) | (sub__2 & 32'hff0000) | (sub__3 & 32'hff00) | (sub__0 & 32'hff);
    assign shifted__2 = (sub__2 & 32'hff000000) | (sub__3 & 32'hff0000) | (sub__0 & 32'hff00) | (sub__1 & 32'hff);
    assign shifted__3 = (sub__3 & 32'hff000000) | (sub__0 & 32'hff0000) | (sub__1 & 32'hff00) | (sub__2 & 32'hff);
    assign mixed__3 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__3[23:0], shifted__3[31:24]} ^ {shifted__3[15:0], shifted__3[31:16]} ^ {shifted__3[7:0], shifted__3[31:8]};

    always @* begin
        all = {mixed__0, mixed__1, mixed__2, mixed__3} ^ mid_b__q;
        if (early && ~mid_key256__q) begin
            all = {sub__0, sub__1, sub__2, sub__3};
        end
    end
    assign base = mid_base__q;

    always @* begin
        turned = key_word__subbed;
        if (turns || ~mid_key256__q) begin
            turned = {key_word__subbed[23:0], key_word__subbed[31:24]};
        end
    end

    always @* begin
        chain__0 = turned ^ rcon128;
        if (mid_key256__q) begin
            chain__0 = turned ^ rcon256;
        end
        chain__0 = chain__0 ^ base[127:96];
    end
    assign chain__1 = chain__0 ^ base[95:64];
    assign chain__2 = chain__1 ^ base[63:32];
    assign chain__3 = chain__2 ^ base[31:0];

    always @* begin
        next_key = {chain__0, chain__1, chain__2, chain__3};
        if (waits && ~mid_key256__q) begin
            next_key = mid_b__q;
        end
    end
    assign valid_out = end_valid__q;
    assign key256_out = end_key256__q;
    assign state_out = end_state__q;
    assign a_out = end_a__q;
    assign b_out = end_b__q;
endmodule

// respite_card_round_10: respite_card.lane.conveyor.aes.round.9
module respite_card_round_10 (
    input  wire clock,
    input  wire valid,
    input  wire key256,
    input  wire [127:0] state,
    input  wire [127:0] a,
    input  wire [127:0] b,
    output wire valid_out,
    output wire key256_out,
    output wire [127:0] state_out,
    output wire [127:0] a_out,
    output wire [127:0] b_out
);
    localparam early = 1'h0;
    localparam waits = 1'h0;
    localparam [31:0] rcon128 = 32'h40000000;
    wire skips;
    wire [31:0] last_word;
    reg [31:0] turned;
    wire [31:0] sub__0;
    wire [31:0] sub__1;
    wire [31:0] sub__2;
    wire [31:0] sub__3;
    wire [31:0] shifted__0;
    wire [31:0] shifted__1;
    wire [31:0] shifted__2;
    wire [31:0] shifted__3;
    reg [31:0] pair;
    reg [31:0] high;
    reg [31:0] mixed__0;
    reg [31:0] mixed__1;
    reg [31:0] mixed__2;
    wire [31:0] mixed__3;
    reg [127:0] all;
    wire [127:0] base;
    reg [31:0] chain__0;
    wire [31:0] chain__1;
    wire [31:0] chain__2;
    wire [31:0] chain__3;
    reg [127:0] next_key;
    wire [31:0] column__0__subbed;
    wire [31:0] column__1__subbed;
    wire [31:0] column__2__subbed;
    wire [31:0] column__3__subbed;
    wire [31:0] key_word__subbed;
    reg mid_valid__d;
    reg mid_valid__q;
    initial mid_valid__q = 1'h0;
    reg mid_key256__d;
    reg mid_key256__q;
    initial mid_key256__q = 1'h0;
    reg [127:0] mid_base__d;
    reg [127:0] mid_base__q;
    initial mid_base__q = 128'h0;
    reg [127:0] mid_b__d;
    reg [127:0] mid_b__q;
    initial mid_b__q = 128'h0;
    reg end_valid__d;
    reg end_valid__q;
    initial end_valid__q = 1'h0;
    reg end_key256__d;
    reg end_key256__q;
    initial end_key256__q = 1'h0;
    reg [127:0] end_state__d;
    reg [127:0] end_state__q;
    initial end_state__q = 128'h0;
    reg [127:0] end_a__d;
    reg [127:0] end_a__q;
    initial end_a__q = 128'h0;
    reg [127:0] end_b__d;
    reg [127:0] end_b__q;
    initial end_b__q = 128'h0;

    respite_card_column column__0 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[127:96]),
        .subbed(column__0__subbed)
    );

    respite_card_column column__1 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[95:64]),
        .subbed(column__1__subbed)
    );

    respite_card_column column__2 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[63:32]),
        .subbed(column__2__subbed)
    );

    respite_card_column column__3 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[31:0]),
        .subbed(column__3__subbed)
    );

    respite_card_key_word key_word (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(last_word),
        .subbed(key_word__subbed)
    );

    always @(posedge clock) begin
        mid_valid__q <= mid_valid__d;
        mid_key256__q <= mid_key256__d;
        mid_base__q <= mid_base__d;
        mid_b__q <= mid_b__d;
        end_valid__q <= end_valid__d;
        end_key256__q <= end_key256__d;
        end_state__q <= end_state__d;
        end_a__q <= end_a__d;
        end_b__q <= end_b__d;
    end

    always @* begin
        mid_valid__d = mid_valid__q;
        mid_valid__d = valid;
    end

    always @* begin
        mid_key256__d = mid_key256__q;
        mid_key256__d = key256;
    end

    always @* begin
        mid_base__d = mid_base__q;
        mid_base__d = b;
        if (key256) begin
            mid_base__d = a;
        end
    end

    always @* begin
        mid_b__d = mid_b__q;
        mid_b__d = b;
    end

    always @* begin
        end_valid__d = end_valid__q;
        end_valid__d = mid_valid__q;
    end

    always @* begin
        end_key256__d = end_key256__q;
        end_key256__d = mid_key256__q;
    end

    always @* begin
        end_state__d = end_state__q;
        end_state__d = all;
    end

    always @* begin
        end_a__d = end_a__q;
        end_a__d = mid_b__q;
    end

    always @* begin
        end_b__d = end_b__q;
        end_b__d = next_key;
    end
    assign skips = early && ~key256;
    assign last_word = b[31:0];
    assign sub__0 = column__0__subbed;
    assign sub__1 = column__1__subbed;
    assign sub__2 = column__2__subbed;
    assign sub__3 = column__3__subbed;
    assign shifted__0 = (sub__0 & 32'hff000000) | (sub__1 & 32'hff0000) | (sub__2 & 32'hff00) | (sub__3 & 32'hff);

    always @* begin
        pair = shifted__0 ^ {shifted__0[23:0], shifted__0[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__0 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__0[23:0], shifted__0[31:24]} ^ {shifted__0[15:0], shifted__0[31:16]} ^ {shifted__0[7:0], shifted__0[31:8]};
        pair = shifted__1 ^ {shifted__1[23:0], shifted__1[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__1 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__1[23:0], shifted__1[31:24]} ^ {shifted__1[15:0], shifted__1[31:16]} ^ {shifted__1[7:0], shifted__1[31:8]};
        pair = shifted__2 ^ {shifted__2[23:0], shifted__2[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__2 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__2[23:0], shifted__2[31:24]} ^ {shifted__2[15:0], shifted__2[31:16]} ^ {shifted__2[7:0], shifted__2[31:8]};
        pair = shifted__3 ^ {shifted__3[23:0], shifted__3[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
    end
    assign shifted__1 = (sub__1 & 32'hff000000) | (sub__2 & 32'hff0000) | (sub__3 & 32'hff00) | (sub__0 & 32'hff);
    assign shifted__2 = (sub__2 & 32'hff000000) | (sub__3 & 32'hff0000) | (sub__0 & 32'hff00) | (sub__1 & 32'hff);
    assign shifted__3 = (sub__3 & 32'hff000000) | (sub__0 & 32'hff0000) | (sub__1 & 32'hff00) | (sub__2 & 32'hff);
    assign mixed__3 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__3[23:0], shifted__3[31:24]} ^ {shifted__3[15:0], shifted__3[31:16]} ^ {shifted__3[7:0], shifted__3[31:8]};

    always @* begin
        all = {mixed__0, mixed__1, mixed__2, mixed__3} ^ mid_b__q;
        if (early && ~mid_key256__q) begin
            all = {sub__0, sub__1, sub__2, sub__3};
        end
    end
    assign base = mid_base__q;

    always @* begin
        turned = key_word__subbed;
        if (~mid_key256__q) begin
            turned = {key_word__subbed[23:0], key_word__subbed[31:24]};
        end
    end

    always @* begin
        chain__0 = turned ^ rcon128;
        if (mid_key256__q) begin
            chain__0 = turned;
        end
        chain__0 = chain__0 ^ base[127:96];
    end
    assign chain__1 = chain__0 ^ base[95:64];
    assign chain__2 = chain__1 ^ base[63:32];
    assign chain__3 = chain__2 ^ base[31:0];

    always @* begin
        next_key = {chain__0, chain__1, chain__2, chain__3};
        if (waits && ~mid_key256__q) begin
            next_key = mid_b__q;
        end
    end
    assign valid_out = end_valid__q;
    assign key256_out = end_key256__q;
    assign state_out = end_state__q;
    assign a_out = end_a__q;
    assign b_out = end_b__q;
endmodule

// respite_card_round_11: respite_card.lane.conveyor.aes.round.10
module respite_card_round_11 (
    input  wire clock,
    input  wire valid,
    input  wire key256,
    input  wire [127:0] state,
    input  wire [127:0] a,
    input  wire [127:0] b,
    output wire valid_out,
    output wire key256_out,
    output wire [127:0] state_out,
    output wire [127:0] a_out,
    output wire [127:0] b_out
);
    localparam early = 1'h0;
    localparam waits = 1'h0;
    localparam turns = 1'h1;
    localparam [31:0] rcon128 = 32'h80000000;
    localparam [31:0] rcon256 = 32'h20000000;
    wire skips;
    wire [31:0] last_word;
    reg [31:0] turned;
    wire [31:0] sub__0;
    wire [31:0] sub__1;
    wire [31:0] sub__2;
    wire [31:0] sub__3;
    wire [31:0] shifted__0;
    wire [31:0] shifted__1;
    wire [31:0] shifted__2;
    wire [31:0] shifted__3;
    reg [31:0] pair;
    reg [31:0] high;
    reg [31:0] mixed__0;
    reg [31:0] mixed__1;
    reg [31:0] mixed__2;
    wire [31:0] mixed__3;
    reg [127:0] all;
    wire [127:0] base;
    reg [31:0] chain__0;
    wire [31:0] chain__1;
    wire [31:0] chain__2;
    wire [31:0] chain__3;
    reg [127:0] next_key;
    wire [31:0] column__0__subbed;
    wire [31:0] column__1__subbed;
    wire [31:0] column__2__subbed;
    wire [31:0] column__3__subbed;
    wire [31:0] key_word__subbed;
    reg mid_valid__d;
    reg mid_valid__q;
    initial mid_valid__q = 1'h0;
    reg mid_key256__d;
    reg mid_key256__q;
    initial mid_key256__q = 1'h0;
    reg [127:0] mid_base__d;
    reg [127:0] mid_base__q;
    initial mid_base__q = 128'h0;
    reg [127:0] mid_b__d;
    reg [127:0] mid_b__q;
    initial mid_b__q = 128'h0;
    reg end_valid__d;
    reg end_valid__q;
    initial end_valid__q = 1'h0;
    reg end_key256__d;
    reg end_key256__q;
    initial end_key256__q = 1'h0;
    reg [127:0] end_state__d;
    reg [127:0] end_state__q;
    initial end_state__q = 128'h0;
    reg [127:0] end_a__d;
    reg [127:0] end_a__q;
    initial end_a__q = 128'h0;
    reg [127:0] end_b__d;
    reg [127:0] end_b__q;
    initial end_b__q = 128'h0;

    respite_card_column column__0 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[127:96]),
        .subbed(column__0__subbed)
    );

    respite_card_column column__1 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[95:64]),
        .subbed(column__1__subbed)
    );

    respite_card_column column__2 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[63:32]),
        .subbed(column__2__subbed)
    );

    respite_card_column column__3 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[31:0]),
        .subbed(column__3__subbed)
    );

    respite_card_key_word key_word (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(last_word),
        .subbed(key_word__subbed)
    );

    always @(posedge clock) begin
        mid_valid__q <= mid_valid__d;
        mid_key256__q <= mid_key256__d;
        mid_base__q <= mid_base__d;
        mid_b__q <= mid_b__d;
        end_valid__q <= end_valid__d;
        end_key256__q <= end_key256__d;
        end_state__q <= end_state__d;
        end_a__q <= end_a__d;
        end_b__q <= end_b__d;
    end

    always @* begin
        mid_valid__d = mid_valid__q;
        mid_valid__d = valid;
    end

    always @* begin
        mid_key256__d = mid_key256__q;
        mid_key256__d = key256;
    end

    always @* begin
        mid_base__d = mid_base__q;
        mid_base__d = b;
        if (key256) begin
            mid_base__d = a;
        end
    end

    always @* begin
        mid_b__d = mid_b__q;
        mid_b__d = b;
    end

    always @* begin
        end_valid__d = end_valid__q;
        end_valid__d = mid_valid__q;
    end

    always @* begin
        end_key256__d = end_key256__q;
        end_key256__d = mid_key256__q;
    end

    always @* begin
        end_state__d = end_state__q;
        end_state__d = all;
    end

    always @* begin
        end_a__d = end_a__q;
        end_a__d = mid_b__q;
    end

    always @* begin
        end_b__d = end_b__q;
        end_b__d = next_key;
    end
    assign skips = early && ~key256;
    assign last_word = b[31:0];
    assign sub__0 = column__0__subbed;
    assign sub__1 = column__1__subbed;
    assign sub__2 = column__2__subbed;
    assign sub__3 = column__3__subbed;
    assign shifted__0 = (sub__0 & 32'hff000000) | (sub__1 & 32'hff0000) | (sub__2 & 32'hff00) | (sub__3 & 32'hff);

    always @* begin
        pair = shifted__0 ^ {shifted__0[23:0], shifted__0[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__0 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__0[23:0], shifted__0[31:24]} ^ {shifted__0[15:0], shifted__0[31:16]} ^ {shifted__0[7:0], shifted__0[31:8]};
        pair = shifted__1 ^ {shifted__1[23:0], shifted__1[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__1 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__1[23:0], shifted__1[31:24]} ^ {shifted__1[15:0], shifted__1[31:16]} ^ {shifted__1[7:0], shifted__1[31:8]};
        pair = shifted__2 ^ {shifted__2[23:0], shifted__2[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__2 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__2[23:0], shifted__2[31:24]} ^ {shifted__2[15:0], shifted__2[31:16]} ^ {shifted__2[7:0], shifted__2[31:8]};
        pair = shifted__3 ^ {shifted__3[23:0], shifted__3[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
    end
    assign shifted__1 = (sub__1 & 32'hff000000) | (sub__2 & 32'hff0000) | (sub__3 & 32'hff00) | (sub__0 & 32'hff);
    assign shifted__2 = (sub__2 & 32'hff000000) | (sub__3 & 32'hff0000) | (sub__0 & 32'hff00) | (sub__1 & 32'hff);
    assign shifted__3 = (sub__3 & 32'hff000000) | (sub__0 & 32'hff0000) | (sub__1 & 32'hff00) | (sub__2 & 32'hff);
    assign mixed__3 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__3[23:0], shifted__3[31:24]} ^ {shifted__3[15:0], shifted__3[31:16]} ^ {shifted__3[7:0], shifted__3[31:8]};

    always @* begin
        all = {mixed__0, mixed__1, mixed__2, mixed__3} ^ mid_b__q;
        if (early && ~mid_key256__q) begin
            all = {sub__0, sub__1, sub__2, sub__3};
        end
    end
    assign base = mid_base__q;

    always @* begin
        turned = key_word__subbed;
        if (turns || ~mid_key256__q) begin
            turned = {key_word__subbed[23:0], key_word__subbed[31:24]};
        end
    end

    always @* begin
        chain__0 = turned ^ rcon128;
        if (mid_key256__q) begin
            chain__0 = turned ^ rcon256;
        end
        chain__0 = chain__0 ^ base[127:96];
    end
    assign chain__1 = chain__0 ^ base[95:64];
    assign chain__2 = chain__1 ^ base[63:32];
    assign chain__3 = chain__2 ^ base[31:0];

    always @* begin
        next_key = {chain__0, chain__1, chain__2, chain__3};
        if (waits && ~mid_key256__q) begin
            next_key = mid_b__q;
        end
    end
    assign valid_out = end_valid__q;
    assign key256_out = end_key256__q;
    assign state_out = end_state__q;
    assign a_out = end_a__q;
    assign b_out = end_b__q;
endmodule

// respite_card_round_12: respite_card.lane.conveyor.aes.round.11
module respite_card_round_12 (
    input  wire clock,
    input  wire valid,
    input  wire key256,
    input  wire [127:0] state,
    input  wire [127:0] a,
    input  wire [127:0] b,
    output wire valid_out,
    output wire key256_out,
    output wire [127:0] state_out,
    output wire [127:0] a_out,
    output wire [127:0] b_out
);
    localparam early = 1'h0;
    localparam waits = 1'h0;
    localparam [31:0] rcon128 = 32'h1b000000;
    wire skips;
    wire [31:0] last_word;
    reg [31:0] turned;
    wire [31:0] sub__0;
    wire [31:0] sub__1;
    wire [31:0] sub__2;
    wire [31:0] sub__3;
    wire [31:0] shifted__0;
    wire [31:0] shifted__1;
    wire [31:0] shifted__2;
    wire [31:0] shifted__3;
    reg [31:0] pair;
    reg [31:0] high;
    reg [31:0] mixed__0;
    reg [31:0] mixed__1;
    reg [31:0] mixed__2;
    wire [31:0] mixed__3;
    reg [127:0] all;
    wire [127:0] base;
    reg [31:0] chain__0;
    wire [31:0] chain__1;
    wire [31:0] chain__2;
    wire [31:0] chain__3;
    reg [127:0] next_key;
    wire [31:0] column__0__subbed;
    wire [31:0] column__1__subbed;
    wire [31:0] column__2__subbed;
    wire [31:0] column__3__subbed;
    wire [31:0] key_word__subbed;
    reg mid_valid__d;
    reg mid_valid__q;
    initial mid_valid__q = 1'h0;
    reg mid_key256__d;
    reg mid_key256__q;
    initial mid_key256__q = 1'h0;
    reg [127:0] mid_base__d;
    reg [127:0] mid_base__q;
    initial mid_base__q = 128'h0;
    reg [127:0] mid_b__d;
    reg [127:0] mid_b__q;
    initial mid_b__q = 128'h0;
    reg end_valid__d;
    reg end_valid__q;
    initial end_valid__q = 1'h0;
    reg end_key256__d;
    reg end_key256__q;
    initial end_key256__q = 1'h0;
    reg [127:0] end_state__d;
    reg [127:0] end_state__q;
    initial end_state__q = 128'h0;
    reg [127:0] end_a__d;
    reg [127:0] end_a__q;
    initial end_a__q = 128'h0;
    reg [127:0] end_b__d;
    reg [127:0] end_b__q;
    initial end_b__q = 128'h0;

    respite_card_column column__0 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[127:96]),
        .subbed(column__0__subbed)
    );

    respite_card_column column__1 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[95:64]),
        .subbed(column__1__subbed)
    );

    respite_card_column column__2 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[63:32]),
        .subbed(column__2__subbed)
    );

    respite_card_column column__3 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[31:0]),
        .subbed(column__3__subbed)
    );

    respite_card_key_word key_word (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(last_word),
        .subbed(key_word__subbed)
    );

    always @(posedge clock) begin
        mid_valid__q <= mid_valid__d;
        mid_key256__q <= mid_key256__d;
        mid_base__q <= mid_base__d;
        mid_b__q <= mid_b__d;
        end_valid__q <= end_valid__d;
        end_key256__q <= end_key256__d;
        end_state__q <= end_state__d;
        end_a__q <= end_a__d;
        end_b__q <= end_b__d;
    end

    always @* begin
        mid_valid__d = mid_valid__q;
        mid_valid__d = valid;
    end

    always @* begin
        mid_key256__d = mid_key256__q;
        mid_key256__d = key256;
    end

    always @* begin
        mid_base__d = mid_base__q;
        mid_base__d = b;
        if (key256) begin
            mid_base__d = a;
        end
    end

    always @* begin
        mid_b__d = mid_b__q;
        mid_b__d = b;
    end

    always @* begin
        end_valid__d = end_valid__q;
        end_valid__d = mid_valid__q;
    end

    always @* begin
        end_key256__d = end_key256__q;
        end_key256__d = mid_key256__q;
    end

    always @* begin
        end_state__d = end_state__q;
        end_state__d = all;
    end

    always @* begin
        end_a__d = end_a__q;
        end_a__d = mid_b__q;
    end

    always @* begin
        end_b__d = end_b__q;
        end_b__d = next_key;
    end
    assign skips = early && ~key256;
    assign last_word = b[31:0];
    assign sub__0 = column__0__subbed;
    assign sub__1 = column__1__subbed;
    assign sub__2 = column__2__subbed;
    assign sub__3 = column__3__subbed;
    assign shifted__0 = (sub__0 & 32'hff000000) | (sub__1 & 32'hff0000) | (sub__2 & 32'hff00) | (sub__3 & 32'hff);

    always @* begin
        pair = shifted__0 ^ {shifted__0[23:0], shifted__0[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__0 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__0[23:0], shifted__0[31:24]} ^ {shifted__0[15:0], shifted__0[31:16]} ^ {shifted__0[7:0], shifted__0[31:8]};
        pair = shifted__1 ^ {shifted__1[23:0], shifted__1[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__1 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__1[23:0], shifted__1[31:24]} ^ {shifted__1[15:0], shifted__1[31:16]} ^ {shifted__1[7:0], shifted__1[31:8]};
        pair = shifted__2 ^ {shifted__2[23:0], shifted__2[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__2 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__2[23:0], shifted__2[31:24]} ^ {shifted__2[15:0], shifted__2[31:16]} ^ {shifted__2[7:0], shifted__2[31:8]};
        pair = shifted__3 ^ {shifted__3[23:0], shifted__3[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
    end
    assign shifted__1 = (sub__1 & 32'hff000000) | (sub__2 & 32'hff0000) | (sub__3 & 32'hff00) | (sub__0 & 32'hff);
    assign shifted__2 = (sub__2 & 32'hff000000) | (sub__3 & 32'hff0000) | (sub__0 & 32'hff00) | (sub__1 & 32'hff);
    assign shifted__3 = (sub__3 & 32'hff000000) | (sub__0 & 32'hff0000) | (sub__1 & 32'hff00) | (sub__2 & 32'hff);
    assign mixed__3 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__3[23:0], shifted__3[31:24]} ^ {shifted__3[15:0], shifted__3[31:16]} ^ {shifted__3[7:0], shifted__3[31:8]};

    always @* begin
        all = {mixed__0, mixed__1, mixed__2, mixed__3} ^ mid_b__q;
        if (early && ~mid_key256__q) begin
            all = {sub__0, sub__1, sub__2, sub__3};
        end
    end
    assign base = mid_base__q;

    always @* begin
        turned = key_word__subbed;
        if (~mid_key256__q) begin
            turned = {key_word__subbed[23:0], key_word__subbed[31:24]};
        end
    end

    always @* begin
        chain__0 = turned ^ rcon128;
        if (mid_key256__q) begin
            chain__0 = turned;
        end
        chain__0 = chain__0 ^ base[127:96];
    end
    assign chain__1 = chain__0 ^ base[95:64];
    assign chain__2 = chain__1 ^ base[63:32];
    assign chain__3 = chain__2 ^ base[31:0];

    always @* begin
        next_key = {chain__0, chain__1, chain__2, chain__3};
        if (waits && ~mid_key256__q) begin
            next_key = mid_b__q;
        end
    end
    assign valid_out = end_valid__q;
    assign key256_out = end_key256__q;
    assign state_out = end_state__q;
    assign a_out = end_a__q;
    assign b_out = end_b__q;
endmodule

// respite_card_round_13: respite_card.lane.conveyor.aes.round.12
module respite_card_round_13 (
    input  wire clock,
    input  wire valid,
    input  wire key256,
    input  wire [127:0] state,
    input  wire [127:0] a,
    input  wire [127:0] b,
    output wire valid_out,
    output wire key256_out,
    output wire [127:0] state_out,
    output wire [127:0] a_out,
    output wire [127:0] b_out
);
    localparam early = 1'h0;
    localparam waits = 1'h0;
    localparam turns = 1'h1;
    localparam [31:0] rcon128 = 32'h36000000;
    localparam [31:0] rcon256 = 32'h40000000;
    wire skips;
    wire [31:0] last_word;
    reg [31:0] turned;
    wire [31:0] sub__0;
    wire [31:0] sub__1;
    wire [31:0] sub__2;
    wire [31:0] sub__3;
    wire [31:0] shifted__0;
    wire [31:0] shifted__1;
    wire [31:0] shifted__2;
    wire [31:0] shifted__3;
    reg [31:0] pair;
    reg [31:0] high;
    reg [31:0] mixed__0;
    reg [31:0] mixed__1;
    reg [31:0] mixed__2;
    wire [31:0] mixed__3;
    reg [127:0] all;
    wire [127:0] base;
    reg [31:0] chain__0;
    wire [31:0] chain__1;
    wire [31:0] chain__2;
    wire [31:0] chain__3;
    reg [127:0] next_key;
    wire [31:0] column__0__subbed;
    wire [31:0] column__1__subbed;
    wire [31:0] column__2__subbed;
    wire [31:0] column__3__subbed;
    wire [31:0] key_word__subbed;
    reg mid_valid__d;
    reg mid_valid__q;
    initial mid_valid__q = 1'h0;
    reg mid_key256__d;
    reg mid_key256__q;
    initial mid_key256__q = 1'h0;
    reg [127:0] mid_base__d;
    reg [127:0] mid_base__q;
    initial mid_base__q = 128'h0;
    reg [127:0] mid_b__d;
    reg [127:0] mid_b__q;
    initial mid_b__q = 128'h0;
    reg end_valid__d;
    reg end_valid__q;
    initial end_valid__q = 1'h0;
    reg end_key256__d;
    reg end_key256__q;
    initial end_key256__q = 1'h0;
    reg [127:0] end_state__d;
    reg [127:0] end_state__q;
    initial end_state__q = 128'h0;
    reg [127:0] end_a__d;
    reg [127:0] end_a__q;
    initial end_a__q = 128'h0;
    reg [127:0] end_b__d;
    reg [127:0] end_b__q;
    initial end_b__q = 128'h0;

    respite_card_column column__0 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[127:96]),
        .subbed(column__0__subbed)
    );

    respite_card_column column__1 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[95:64]),
        .subbed(column__1__subbed)
    );

    respite_card_column column__2 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[63:32]),
        .subbed(column__2__subbed)
    );

    respite_card_column column__3 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[31:0]),
        .subbed(column__3__subbed)
    );

    respite_card_key_word key_word (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(last_word),
        .subbed(key_word__subbed)
    );

    always @(posedge clock) begin
        mid_valid__q <= mid_valid__d;
        mid_key256__q <= mid_key256__d;
        mid_base__q <= mid_base__d;
        mid_b__q <= mid_b__d;
        end_valid__q <= end_valid__d;
        end_key256__q <= end_key256__d;
        end_state__q <= end_state__d;
        end_a__q <= end_a__d;
        end_b__q <= end_b__d;
    end

    always @* begin
        mid_valid__d = mid_valid__q;
        mid_valid__d = valid;
    end

    always @* begin
        mid_key256__d = mid_key256__q;
        mid_key256__d = key256;
    end

    always @* begin
        mid_base__d = mid_base__q;
        mid_base__d = b;
        if (key256) begin
            mid_base__d = a;
        end
    end

    always @* begin
        mid_b__d = mid_b__q;
        mid_b__d = b;
    end

    always @* begin
        end_valid__d = end_valid__q;
        end_valid__d = mid_valid__q;
    end

    always @* begin
        end_key256__d = end_key256__q;
        end_key256__d = mid_key256__q;
    end

    always @* begin
        end_state__d = end_state__q;
        end_state__d = all;
    end

    always @* begin
        end_a__d = end_a__q;
        end_a__d = mid_b__q;
    end

    always @* begin
        end_b__d = end_b__q;
        end_b__d = next_key;
    end
    assign skips = early && ~key256;
    assign last_word = b[31:0];
    assign sub__0 = column__0__subbed;
    assign sub__1 = column__1__subbed;
    assign sub__2 = column__2__subbed;
    assign sub__3 = column__3__subbed;
    assign shifted__0 = (sub__0 & 32'hff000000) | (sub__1 & 32'hff0000) | (sub__2 & 32'hff00) | (sub__3 & 32'hff);

    always @* begin
        pair = shifted__0 ^ {shifted__0[23:0], shifted__0[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__0 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__0[23:0], shifted__0[31:24]} ^ {shifted__0[15:0], shifted__0[31:16]} ^ {shifted__0[7:0], shifted__0[31:8]};
        pair = shifted__1 ^ {shifted__1[23:0], shifted__1[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__1 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__1[23:0], shifted__1[31:24]} ^ {shifted__1[15:0], shifted__1[31:16]} ^ {shifted__1[7:0], shifted__1[31:8]};
        pair = shifted__2 ^ {shifted__2[23:0], shifted__2[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        mixed__2 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__2[23:0], shifted__2[31:24]} ^ {shifted__2[15:0], shifted__2[31:16]} ^ {shifted__2[7:0], shifted__2[31:8]};
        pair = shifted__3 ^ {shifted__3[23:0], shifted__3[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
    end
    assign shifted__1 = (sub__1 & 32'hff000000) | (sub__2 & 32'hff0000) | (sub__3 & 32'hff00) | (sub__0 & 32'hff);
    assign shifted__2 = (sub__2 & 32'hff000000) | (sub__3 & 32'hff0000) | (sub__0 & 32'hff00) | (sub__1 & 32'hff);
    assign shifted__3 = (sub__3 & 32'hff000000) | (sub__0 & 32'hff0000) | (sub__1 & 32'hff00) | (sub__2 & 32'hff);
    assign mixed__3 = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {shifted__3[23:0], shifted__3[31:24]} ^ {shifted__3[15:0], shifted__3[31:16]} ^ {shifted__3[7:0], shifted__3[31:8]};

    always @* begin
        all = {mixed__0, mixed__1, mixed__2, mixed__3} ^ mid_b__q;
        if (early && ~mid_key256__q) begin
            all = {sub__0, sub__1, sub__2, sub__3};
        end
    end
    assign base = mid_base__q;

    always @* begin
        turned = key_word__subbed;
        if (turns || ~mid_key256__q) begin
            turned = {key_word__subbed[23:0], key_word__subbed[31:24]};
        end
    end

    always @* begin
        chain__0 = turned ^ rcon128;
        if (mid_key256__q) begin
            chain__0 = turned ^ rcon256;
        end
        chain__0 = chain__0 ^ base[127:96];
    end
    assign chain__1 = chain__0 ^ base[95:64];
    assign chain__2 = chain__1 ^ base[63:32];
    assign chain__3 = chain__2 ^ base[31:0];

    always @* begin
        next_key = {chain__0, chain__1, chain__2, chain__3};
        if (waits && ~mid_key256__q) begin
            next_key = mid_b__q;
        end
    end
    assign valid_out = end_valid__q;
    assign key256_out = end_key256__q;
    assign state_out = end_state__q;
    assign a_out = end_a__q;
    assign b_out = end_b__q;
endmodule

// respite_card_round_14: respite_card.lane.conveyor.aes.round.13
module respite_card_round_14 (
    input  wire clock,
    input  wire valid,
    input  wire key256,
    input  wire [127:0] state,
    input  wire [127:0] a,
    input  wire [127:0] b,
    output wire valid_out,
    output wire key256_out,
    output wire [127:0] state_out,
    output wire [127:0] a_out,
    output wire [127:0] b_out
);
    localparam early = 1'h0;
    localparam waits = 1'h0;
    localparam [31:0] rcon128 = 32'h6c000000;
    wire skips;
    wire [31:0] last_word;
    reg [31:0] turned;
    wire [31:0] sub__0;
    wire [31:0] sub__1;
    wire [31:0] sub__2;
    wire [31:0] sub__3;
    wire [31:0] shifted__0;
    wire [31:0] shifted__1;
    wire [31:0] shifted__2;
    wire [31:0] shifted__3;
    reg [127:0] all;
    wire [127:0] base;
    reg [31:0] chain__0;
    wire [31:0] chain__1;
    wire [31:0] chain__2;
    wire [31:0] chain__3;
    reg [127:0] next_key;
    wire [31:0] column__0__subbed;
    wire [31:0] column__1__subbed;
    wire [31:0] column__2__subbed;
    wire [31:0] column__3__subbed;
    wire [31:0] key_word__subbed;
    reg mid_valid__d;
    reg mid_valid__q;
    initial mid_valid__q = 1'h0;
    reg mid_key256__d;
    reg mid_key256__q;
    initial mid_key256__q = 1'h0;
    reg [127:0] mid_base__d;
    reg [127:0] mid_base__q;
    initial mid_base__q = 128'h0;
    reg [127:0] mid_b__d;
    reg [127:0] mid_b__q;
    initial mid_b__q = 128'h0;
    reg end_valid__d;
    reg end_valid__q;
    initial end_valid__q = 1'h0;
    reg end_key256__d;
    reg end_key256__q;
    initial end_key256__q = 1'h0;
    reg [127:0] end_state__d;
    reg [127:0] end_state__q;
    initial end_state__q = 128'h0;
    reg [127:0] end_a__d;
    reg [127:0] end_a__q;
    initial end_a__q = 128'h0;
    reg [127:0] end_b__d;
    reg [127:0] end_b__q;
    initial end_b__q = 128'h0;

    respite_card_column column__0 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[127:96]),
        .subbed(column__0__subbed)
    );

    respite_card_column column__1 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[95:64]),
        .subbed(column__1__subbed)
    );

    respite_card_column column__2 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[63:32]),
        .subbed(column__2__subbed)
    );

    respite_card_column column__3 (
        .clock(clock),
        .go(valid),
        .pass(skips),
        .word(state[31:0]),
        .subbed(column__3__subbed)
    );

    respite_card_key_word key_word (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(last_word),
        .subbed(key_word__subbed)
    );

    always @(posedge clock) begin
        mid_valid__q <= mid_valid__d;
        mid_key256__q <= mid_key256__d;
        mid_base__q <= mid_base__d;
        mid_b__q <= mid_b__d;
        end_valid__q <= end_valid__d;
        end_key256__q <= end_key256__d;
        end_state__q <= end_state__d;
        end_a__q <= end_a__d;
        end_b__q <= end_b__d;
    end

    always @* begin
        mid_valid__d = mid_valid__q;
        mid_valid__d = valid;
    end

    always @* begin
        mid_key256__d = mid_key256__q;
        mid_key256__d = key256;
    end

    always @* begin
        mid_base__d = mid_base__q;
        mid_base__d = b;
        if (key256) begin
            mid_base__d = a;
        end
    end

    always @* begin
        mid_b__d = mid_b__q;
        mid_b__d = b;
    end

    always @* begin
        end_valid__d = end_valid__q;
        end_valid__d = mid_valid__q;
    end

    always @* begin
        end_key256__d = end_key256__q;
        end_key256__d = mid_key256__q;
    end

    always @* begin
        end_state__d = end_state__q;
        end_state__d = all;
    end

    always @* begin
        end_a__d = end_a__q;
        end_a__d = mid_b__q;
    end

    always @* begin
        end_b__d = end_b__q;
        end_b__d = next_key;
    end
    assign skips = early && ~key256;
    assign last_word = b[31:0];
    assign sub__0 = column__0__subbed;
    assign sub__1 = column__1__subbed;
    assign sub__2 = column__2__subbed;
    assign sub__3 = column__3__subbed;
    assign shifted__0 = (sub__0 & 32'hff000000) | (sub__1 & 32'hff0000) | (sub__2 & 32'hff00) | (sub__3 & 32'hff);
    assign shifted__1 = (sub__1 & 32'hff000000) | (sub__2 & 32'hff0000) | (sub__3 & 32'hff00) | (sub__0 & 32'hff);
    assign shifted__2 = (sub__2 & 32'hff000000) | (sub__3 & 32'hff0000) | (sub__0 & 32'hff00) | (sub__1 & 32'hff);
    assign shifted__3 = (sub__3 & 32'hff000000) | (sub__0 & 32'hff0000) | (sub__1 & 32'hff00) | (sub__2 & 32'hff);

    always @* begin
        all = {shifted__0, shifted__1, shifted__2, shifted__3} ^ mid_b__q;
        if (early && ~mid_key256__q) begin
            all = {sub__0, sub__1, sub__2, sub__3};
        end
    end
    assign base = mid_base__q;

    always @* begin
        turned = key_word__subbed;
        if (~mid_key256__q) begin
            turned = {key_word__subbed[23:0], key_word__subbed[31:24]};
        end
    end

    always @* begin
        chain__0 = turned ^ rcon128;
        if (mid_key256__q) begin
            chain__0 = turned;
        end
        chain__0 = chain__0 ^ base[127:96];
    end
    assign chain__1 = chain__0 ^ base[95:64];
    assign chain__2 = chain__1 ^ base[63:32];
    assign chain__3 = chain__2 ^ base[31:0];

    always @* begin
        next_key = {chain__0, chain__1, chain__2, chain__3};
        if (waits && ~mid_key256__q) begin
            next_key = mid_b__q;
        end
    end
    assign valid_out = end_valid__q;
    assign key256_out = end_key256__q;
    assign state_out = end_state__q;
    assign a_out = end_a__q;
    assign b_out = end_b__q;
endmodule

// respite_card_aes: respite_card.lane.conveyor.aes
module respite_card_aes (
    input  wire clock,
    input  wire valid,
    input  wire [127:0] block,
    input  wire [255:0] key,
    input  wire key256,
    output wire [127:0] result
);
    wire [127:0] key_a;
    reg first_valid__d;
    reg first_valid__q;
    initial first_valid__q = 1'h0;
    reg first_key256__d;
    reg first_key256__q;
    initial first_key256__q = 1'h0;
    reg [127:0] first_state__d;
    reg [127:0] first_state__q;
    initial first_state__q = 128'h0;
    reg [127:0] first_a__d;
    reg [127:0] first_a__q;
    initial first_a__q = 128'h0;
    reg [127:0] first_b__d;
    reg [127:0] first_b__q;
    initial first_b__q = 128'h0;
    wire round__0__valid_out;
    wire round__0__key256_out;
    wire [127:0] round__0__state_out;
    wire [127:0] round__0__a_out;
    wire [127:0] round__0__b_out;
    wire round__1__valid_out;
    wire round__1__key256_out;
    wire [127:0] round__1__state_out;
    wire [127:0] round__1__a_out;
    wire [127:0] round__1__b_out;
    wire round__2__valid_out;
    wire round__2__key256_out;
    wire [127:0] round__2__state_out;
    wire [127:0] round__2__a_out;
    wire [127:0] round__2__b_out;
    wire round__3__valid_out;
    wire round__3__key256_out;
    wire [127:0] round__3__state_out;
    wire [127:0] round__3__a_out;
    wire [127:0] round__3__b_out;
    wire round__4__valid_out;
    wire round__4__key256_out;
    wire [127:0] round__4__state_out;
    wire [127:0] round__4__a_out;
    wire [127:0] round__4__b_out;
    wire round__5__valid_out;
    wire round__5__key256_out;
    wire [127:0] round__5__state_out;
    wire [127:0] round__5__a_out;
    wire [127:0] round__5__b_out;
    wire round__6__valid_out;
    wire round__6__key256_out;
    wire [127:0] round__6__state_out;
    wire [127:0] round__6__a_out;
    wire [127:0] round__6__b_out;
    wire round__7__valid_out;
    wire round__7__key256_out;
    wire [127:0] round__7__state_out;
    wire [127:0] round__7__a_out;
    wire [127:0] round__7__b_out;
    wire round__8__valid_out;
    wire round__8__key256_out;
    wire [127:0] round__8__state_out;
    wire [127:0] round__8__a_out;
    wire [127:0] round__8__b_out;
    wire round__9__valid_out;
    wire round__9__key256_out;
    wire [127:0] round__9__state_out;
    wire [127:0] round__9__a_out;
    wire [127:0] round__9__b_out;
    wire round__10__valid_out;
    wire round__10__key256_out;
    wire [127:0] round__10__state_out;
    wire [127:0] round__10__a_out;
    wire [127:0] round__10__b_out;
    wire round__11__valid_out;
    wire round__11__key256_out;
    wire [127:0] round__11__state_out;
    wire [127:0] round__11__a_out;
    wire [127:0] round__11__b_out;
    wire round__12__valid_out;
    wire round__12__key256_out;
    wire [127:0] round__12__state_out;
    wire [127:0] round__12__a_out;
    wire [127:0] round__12__b_out;
    wire round__13__valid_out;
    wire round__13__key256_out;
    wire [127:0] round__13__a_out;
    wire [127:0] round__13__b_out;

    respite_card_round round__0 (
        .clock(clock),
        .valid(first_valid__q),
        .key256(first_key256__q),
        .state(first_state__q),
        .a(first_a__q),
        .b(first_b__q),
        .valid_out(round__0__valid_out),
        .key256_out(round__0__key256_out),
        .state_out(round__0__state_out),
        .a_out(round__0__a_out),
        .b_out(round__0__b_out)
    );

    respite_card_round_2 round__1 (
        .clock(clock),
        .valid(round__0__valid_out),
        .key256(round__0__key256_out),
        .state(round__0__state_out),
        .a(round__0__a_out),
        .b(round__0__b_out),
        .valid_out(round__1__valid_out),
        .key256_out(round__1__key256_out),
        .state_out(round__1__state_out),
        .a_out(round__1__a_out),
        .b_out(round__1__b_out)
    );

    respite_card_round_3 round__2 (
        .clock(clock),
        .valid(round__1__valid_out),
        .key256(round__1__key256_out),
        .state(round__1__state_out),
        .a(round__1__a_out),
        .b(round__1__b_out),
        .valid_out(round__2__valid_out),
        .key256_out(round__2__key256_out),
        .state_out(round__2__state_out),
        .a_out(round__2__a_out),
        .b_out(round__2__b_out)
    );

    respite_card_round_4 round__3 (
        .clock(clock),
        .valid(round__2__valid_out),
        .key256(round__2__key256_out),
        .state(round__2__state_out),
        .a(round__2__a_out),
        .b(round__2__b_out),
        .valid_out(round__3__valid_out),
        .key256_out(round__3__key256_out),
        .state_out(round__3__state_out),
        .a_out(round__3__a_out),
        .b_out(round__3__b_out)
    );

    respite_card_round_5 round__4 (
        .clock(clock),
        .valid(round__3__valid_out),
        .key256(round__3__key256_out),
        .state(round__3__state_out),
        .a(round__3__a_out),
        .b(round__3__b_out),
        .valid_out(round__4__valid_out),
        .key256_out(round__4__key256_out),
        .state_out(round__4__state_out),
        .a_out(round__4__a_out),
        .b_out(round__4__b_out)
    );

    respite_card_round_6 round__5 (
        .clock(clock),
        .valid(round__4__valid_out),
        .key256(round__4__key256_out),
        .state(round__4__state_out),
        .a(round__4__a_out),
        .b(round__4__b_out),
        .valid_out(round__5__valid_out),
        .key256_out(round__5__key256_out),
        .state_out(round__5__state_out),
        .a_out(round__5__a_out),
        .b_out(round__5__b_out)
    );

    respite_card_round_7 round__6 (
        .clock(clock),
        .valid(round__5__valid_out),
        .key256(round__5__key256_out),
        .state(round__5__state_out),
        .a(round__5__a_out),
        .b(round__5__b_out),
        .valid_out(round__6__valid_out),
        .key256_out(round__6__key256_out),
        .state_out(round__6__state_out),
        .a_out(round__6__a_out),
        .b_out(round__6__b_out)
    );

    respite_card_round_8 round__7 (
        .clock(clock),
        .valid(round__6__valid_out),
        .key256(round__6__key256_out),
        .state(round__6__state_out),
        .a(round__6__a_out),
        .b(round__6__b_out),
        .valid_out(round__7__valid_out),
        .key256_out(round__7__key256_out),
        .state_out(round__7__state_out),
        .a_out(round__7__a_out),
        .b_out(round__7__b_out)
    );

    respite_card_round_9 round__8 (
        .clock(clock),
        .valid(round__7__valid_out),
        .key256(round__7__key256_out),
        .state(round__7__state_out),
        .a(round__7__a_out),
        .b(round__7__b_out),
        .valid_out(round__8__valid_out),
        .key256_out(round__8__key256_out),
        .state_out(round__8__state_out),
        .a_out(round__8__a_out),
        .b_out(round__8__b_out)
    );

    respite_card_round_10 round__9 (
        .clock(clock),
        .valid(round__8__valid_out),
        .key256(round__8__key256_out),
        .state(round__8__state_out),
        .a(round__8__a_out),
        .b(round__8__b_out),
        .valid_out(round__9__valid_out),
        .key256_out(round__9__key256_out),
        .state_out(round__9__state_out),
        .a_out(round__9__a_out),
        .b_out(round__9__b_out)
    );

    respite_card_round_11 round__10 (
        .clock(clock),
        .valid(round__9__valid_out),
        .key256(round__9__key256_out),
        .state(round__9__state_out),
        .a(round__9__a_out),
        .b(round__9__b_out),
        .valid_out(round__10__valid_out),
        .key256_out(round__10__key256_out),
        .state_out(round__10__state_out),
        .a_out(round__10__a_out),
        .b_out(round__10__b_out)
    );

    respite_card_round_12 round__11 (
        .clock(clock),
        .valid(round__10__valid_out),
        .key256(round__10__key256_out),
        .state(round__10__state_out),
        .a(round__10__a_out),
        .b(round__10__b_out),
        .valid_out(round__11__valid_out),
        .key256_out(round__11__key256_out),
        .state_out(round__11__state_out),
        .a_out(round__11__a_out),
        .b_out(round__11__b_out)
    );

    respite_card_round_13 round__12 (
        .clock(clock),
        .valid(round__11__valid_out),
        .key256(round__11__key256_out),
        .state(round__11__state_out),
        .a(round__11__a_out),
        .b(round__11__b_out),
        .valid_out(round__12__valid_out),
        .key256_out(round__12__key256_out),
        .state_out(round__12__state_out),
        .a_out(round__12__a_out),
        .b_out(round__12__b_out)
    );

    respite_card_round_14 round__13 (
        .clock(clock),
        .valid(round__12__valid_out),
        .key256(round__12__key256_out),
        .state(round__12__state_out),
        .a(round__12__a_out),
        .b(round__12__b_out),
        .valid_out(round__13__valid_out),
        .key256_out(round__13__key256_out),
        .state_out(result),
        .a_out(round__13__a_out),
        .b_out(round__13__b_out)
    );

    always @(posedge clock) begin
        first_valid__q <= first_valid__d;
        first_key256__q <= first_key256__d;
        first_state__q <= first_state__d;
        first_a__q <= first_a__d;
        first_b__q <= first_b__d;
    end

    always @* begin
        first_valid__d = first_valid__q;
        first_valid__d = valid;
    end

    always @* begin
        first_key256__d = first_key256__q;
        first_key256__d = key256;
    end

    always @* begin
        first_state__d = first_state__q;
        first_state__d = block ^ key_a;
    end

    always @* begin
        first_a__d = first_a__q;
        first_a__d = key_a;
    end

    always @* begin
        first_b__d = first_b__q;
        first_b__d = key_a;
        if (key256) begin
            first_b__d = key[127:0];
        end
    end
    assign key_a = key[255:128];
endmodule

// respite_card_ghash: respite_card.lane.conveyor.ghash
module respite_card_ghash (
    input  wire clock,
    input  wire chain,
    input  wire [127:0] x,
    input  wire [127:0] power,
    output reg  [127:0] product
);
    function [30:0] multiply(input [15:0] a0, input [15:0] b0);
        reg [15:0] t0;
        reg [30:0] t1;
        reg [15:0] t2;
        reg [30:0] t3;
        reg [30:0] t4;
        reg [15:0] t5;
        reg [30:0] t6;
        reg [30:0] t7;
        reg [15:0] t8;
        reg [30:0] t9;
        reg [30:0] t10;
        reg [15:0] t11;
        reg [30:0] t12;
        reg [30:0] t13;
        reg [15:0] t14;
        reg [30:0] t15;
        reg [30:0] t16;
        reg [15:0] t17;
        reg [30:0] t18;
        reg [30:0] t19;
        reg [15:0] t20;
        reg [30:0] t21;
        reg [30:0] t22;
        reg [15:0] t23;
        reg [30:0] t24;
        reg [30:0] t25;
        reg [15:0] t26;
        reg [30:0] t27;
        reg [30:0] t28;
        reg [15:0] t29;
        reg [30:0] t30;
        reg [30:0] t31;
        reg [15:0] t32;
        reg [30:0] t33;
        reg [30:0] t34;
        reg [15:0] t35;
        reg [30:0] t36;
        reg [30:0] t37;
        reg [15:0] t38;
        reg [30:0] t39;
        reg [30:0] t40;
        reg [15:0] t41;
        reg [30:0] t42;
        reg [30:0] t43;
        reg [15:0] t44;
        reg [30:0] t45;
        reg [30:0] t46;
        begin
            t0 = b0 & {16{a0[0]}};
            t1 = {15'd0, t0[15:0]};
            t2 = b0 & {16{a0[1]}};
            t3 = {14'd0, t2[15:0], 1'd0};
            t4 = t1 ^ t3;
            t5 = b0 & {16{a0[2]}};
            t6 = {13'd0, t5[15:0], 2'd0};
            t7 = t4 ^ t6;
            t8 = b0 & {16{a0[3]}};
            t9 = {12'd0, t8[15:0], 3'd0};
            t10 = t7 ^ t9;
            t11 = b0 & {16{a0[4]}};
            t12 = {11'd0, t11[15:0], 4'd0};
            t13 = t10 ^ t12;
            t14 = b0 & {16{a0[5]}};
            t15 = {10'd0, t14[15:0], 5'd0};
            t16 = t13 ^ t15;
            t17 = b0 & {16{a0[6]}};
            t18 = {9'd0, t17[15:0], 6'd0};
            t19 = t16 ^ t18;
            t20 = b0 & {16{a0[7]}};
            t21 = {8'd0, t20[15:0], 7'd0};
            t22 = t19 ^ t21;
            t23 = b0 & {16{a0[8]}};
            t24 = {7'd0, t23[15:0], 8'd0};
            t25 = t22 ^ t24;
            t26 = b0 & {16{a0[9]}};
            t27 = {6'd0, t26[15:0], 9'd0};
            t28 = t25 ^ t27;
            t29 = b0 & {16{a0[10]}};
            t30 = {5'd0, t29[15:0], 10'd0};
            t31 = t28 ^ t30;
            t32 = b0 & {16{a0[11]}};
            t33 = {4'd0, t32[15:0], 11'd0};
            t34 = t31 ^ t33;
            t35 = b0 & {16{a0[12]}};
            t36 = {3'd0, t35[15:0], 12'd0};
            t37 = t34 ^ t36;
            t38 = b0 & {16{a0[13]}};
            t39 = {2'd0, t38[15:0], 13'd0};
            t40 = t37 ^ t39;
            t41 = b0 & {16{a0[14]}};
            t42 = {1'd0, t41[15:0], 14'd0};
            t43 = t40 ^ t42;
            t44 = b0 & {16{a0[15]}};
            t45 = {t44[15:0], 15'd0};
            t46 = t43 ^ t45;
            multiply = t46;
        end
    endfunction
    function [127:0] collect(input [30:0] i0, input [30:0] i1, input [30:0] i2, input [30:0] i3, input [30:0] i4, input [30:0] i5, input [30:0] i6, input [30:0] i7, input [30:0] i8, input [30:0] i9, input [30:0] i10, input [30:0] i11, input [30:0] i12, input [30:0] i13, input [30:0] i14, input [30:0] i15, input [30:0] i16, input [30:0] i17, input [30:0] i18, input [30:0] i19, input [30:0] i20, input [30:0] i21, input [30:0] i22, input [30:0] i23, input [30:0] i24, input [30:0] i25, input [30:0] i26);
        reg [30:0] t0;
        reg [30:0] t1;
        reg [62:0] t2;
        reg [62:0] t3;
        reg [62:0] t4;
        reg [62:0] t5;
        reg [62:0] t6;
        reg [30:0] t7;
        reg [30:0] t8;
        reg [62:0] t9;
        reg [62:0] t10;
        reg [62:0] t11;
        reg [62:0] t12;
        reg [62:0] t13;
        reg [30:0] t14;
        reg [30:0] t15;
        reg [62:0] t16;
        reg [62:0] t17;
        reg [62:0] t18;
        reg [62:0] t19;
        reg [62:0] t20;
        reg [62:0] t21;
        reg [62:0] t22;
        reg [126:0] t23;
        reg [126:0] t24;
        reg [126:0] t25;
        reg [126:0] t26;
        reg [126:0] t27;
        reg [30:0] t28;
        reg [30:0] t29;
        reg [62:0] t30;
        reg [62:0] t31;
        reg [62:0] t32;
        reg [62:0] t33;
        reg [62:0] t34;
        reg [30:0] t35;
        reg [30:0] t36;
        reg [62:0] t37;
        reg [62:0] t38;
        reg [62:0] t39;
        reg [62:0] t40;
        reg [62:0] t41;
        reg [30:0] t42;
        reg [30:0] t43;
        reg [62:0] t44;
        reg [62:0] t45;
        reg [62:0] t46;
        reg [62:0] t47;
        reg [62:0] t48;
        reg [62:0] t49;
        reg [62:0] t50;
        reg [126:0] t51;
        reg [126:0] t52;
        reg [126:0] t53;
        reg [126:0] t54;
        reg [126:0] t55;
        reg [30:0] t56;
        reg [30:0] t57;
        reg [62:0] t58;
        reg [62:0] t59;
        reg [62:0] t60;
        reg [62:0] t61;
        reg [62:0] t62;
        reg [30:0] t63;
        reg [30:0] t64;
        reg [62:0] t65;
        reg [62:0] t66;
        reg [62:0] t67;
        reg [62:0] t68;
        reg [62:0] t69;
        reg [30:0] t70;
        reg [30:0] t71;
        reg [62:0] t72;
        reg [62:0] t73;
        reg [62:0] t74;
        reg [62:0] t75;
        reg [62:0] t76;
        reg [62:0] t77;
        reg [62:0] t78;
        reg [126:0] t79;
        reg [126:0] t80;
        reg [126:0] t81;
        reg [126:0] t82;
        reg [126:0] t83;
        reg [126:0] t84;
        reg [126:0] t85;
        reg [254:0] t86;
        reg [254:0] t87;
        reg [254:0] t88;
        reg [254:0] t89;
        reg [254:0] t90;
        reg [127:0] t91;
        reg [126:0] t92;
        reg [127:0] t93;
        reg [127:0] t94;
        reg [127:0] t95;
        reg [127:0] t96;
        reg [127:0] t97;
        reg [127:0] t98;
        reg [127:0] t99;
        reg [127:0] t100;
        reg [126:0] t101;
        reg [127:0] t102;
        reg [127:0] t103;
        reg [125:0] t104;
        reg [127:0] t105;
        reg [127:0] t106;
        reg [120:0] t107;
        reg [127:0] t108;
        reg [127:0] t109;
        begin
            t0 = i2 ^ i0;
            t1 = t0 ^ i1;
            t2 = {32'd0, i0[30:0]};
            t3 = {16'd0, t1[30:0], 16'd0};
            t4 = t2 ^ t3;
            t5 = {i1[30:0], 32'd0};
            t6 = t4 ^ t5;
            t7 = i5 ^ i3;
            t8 = t7 ^ i4;
            t9 = {32'd0, i3[30:0]};
            t10 = {16'd0, t8[30:0], 16'd0};
            t11 = t9 ^ t10;
            t12 = {i4[30:0], 32'd0};
            t13 = t11 ^ t12;
            t14 = i8 ^ i6;
            t15 = t14 ^ i7;
            t16 = {32'd0, i6[30:0]};
            t17 = {16'd0, t15[30:0], 16'd0};
            t18 = t16 ^ t17;
            t19 = {i7[30:0], 32'd0};
            t20 = t18 ^ t19;
            t21 = t20 ^ t6;
            t22 = t21 ^ t13;
            t23 = {64'd0, t6[62:0]};
            t24 = {32'd0, t22[62:0], 32'd0};
            t25 = t23 ^ t24;
            t26 = {t13[62:0], 64'd0};
            t27 = t25 ^ t26;
            t28 = i11 ^ i9;
            t29 = t28 ^ i10;
            t30 = {32'd0, i9[30:0]};
            t31 = {16'd0, t29[30:0], 16'd0};
            t32 = t30 ^ t31;
            t33 = {i10[30:0], 32'd0};
            t34 = t32 ^ t33;
            t35 = i14 ^ i12;
            t36 = t35 ^ i13;
            t37 = {32'd0, i12[30:0]};
            t38 = {16'd0, t36[30:0], 16'd0};
            t39 = t37 ^ t38;
            t40 = {i13[30:0], 32'd0};
            t41 = t39 ^ t40;
            t42 = i17 ^ i15;
            t43 = t42 ^ i16;
            t44 = {32'd0, i15[30:0]};
            t45 = {16'd0, t43[30:0], 16'd0};
            t46 = t44 ^ t45;
            t47 = {i16[30:0], 32'd0};
            t48 = t46 ^ t47;
            t49 = t48 ^ t34;
            t50 = t49 ^ t41;
            t51 = {64'd0, t34[62:0]};
            t52 = {32'd0, t50[62:0], 32'd0};
            t53 = t51 ^ t52;
            t54 = {t41[62:0], 64'd0};
            t55 = t53 ^ t54;
            t56 = i20 ^ i18;
            t57 = t56 ^ i19;
            t58 = {32'd0, i18[30:0]};
            t59 = {16'd0, t57[30:0], 16'd0};
            t60 = t58 ^ t59;
            t61 = {i19[30:0], 32'd0};
            t62 = t60 ^ t61;
            t63 = i23 ^ i21;
            t64 = t63 ^ i22;
            t65 = {32'd0, i21[30:0]};
            t66 = {16'd0, t64[30:0], 16'd0};
            t67 = t65 ^ t66;
            t68 = {i22[30:0], 32'd0};
            t69 = t67 ^ t68;
            t70 = i26 ^ i24;
            t71 = t70 ^ i25;
            t72 = {32'd0, i24[30:0]};
            t73 = {16'd0, t71[30:0], 16'd0};
            t74 = t72 ^ t73;
            t75 = {i25[30:0], 32'd0};
            t76 = t74 ^ t75;
            t77 = t76 ^ t62;
            t78 = t77 ^ t69;
            t79 = {64'd0, t62[62:0]};
            t80 = {32'd0, t78[62:0], 32'd0};
            t81 = t79 ^ t80;
            t82 = {t69[62:0], 64'd0};
            t83 = t81 ^ t82;
            t84 = t83 ^ t27;
            t85 = t84 ^ t55;
            t86 = {128'd0, t27[126:0]};
            t87 = {64'd0, t85[126:0], 64'd0};
            t88 = t86 ^ t87;
            t89 = {t55[126:0], 128'd0};
            t90 = t88 ^ t89;
            t91 = t90[254:127];
            t92 = t90[126:0];
            t93 = {t92[126:0], 1'd0};
            t94 = {t93[0:0], 127'd0};
            t95 = {t93[1:0], 126'd0};
            t96 = t94 ^ t95;
            t97 = {t93[6:0], 121'd0};
            t98 = t96 ^ t97;
            t99 = t93 ^ t98;
            t100 = t91 ^ t99;
            t101 = t99[127:1];
            t102 = {1'd0, t101[126:0]};
            t103 = t100 ^ t102;
            t104 = t99[127:2];
            t105 = {2'd0, t104[125:0]};
            t106 = t103 ^ t105;
            t107 = t99[127:7];
            t108 = {7'd0, t107[120:0]};
            t109 = t106 ^ t108;
            collect = t109;
        end
    endfunction
    function [15:0] split0(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split0 = t6;
        end
    endfunction
    function [15:0] split1(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split1 = t7;
        end
    endfunction
    function [15:0] split2(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split2 = t8;
        end
    endfunction
    function [15:0] split3(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split3 = t9;
        end
    endfunction
    function [15:0] split4(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split4 = t10;
        end
    endfunction
    function [15:0] split5(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split5 = t11;
        end
    endfunction
    function [15:0] split6(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split6 = t12;
        end
    endfunction
    function [15:0] split7(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split7 = t13;
        end
    endfunction
    function [15:0] split8(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split8 = t14;
        end
    endfunction
    function [15:0] split9(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split9 = t18;
        end
    endfunction
    function [15:0] split10(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split10 = t19;
        end
    endfunction
    function [15:0] split11(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split11 = t20;
        end
    endfunction
    function [15:0] split12(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split12 = t21;
        end
    endfunction
    function [15:0] split13(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split13 = t22;
        end
    endfunction
    function [15:0] split14(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split14 = t23;
        end
    endfunction
    function [15:0] split15(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split15 = t24;
        end
    endfunction
    function [15:0] split16(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split16 = t25;
        end
    endfunction
    function [15:0] split17(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split17 = t26;
        end
    endfunction
    function [15:0] split18(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split18 = t30;
        end
    endfunction
    function [15:0] split19(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split19 = t31;
        end
    endfunction
    function [15:0] split20(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split20 = t32;
        end
    endfunction
    function [15:0] split21(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split21 = t33;
        end
    endfunction
    function [15:0] split22(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split22 = t34;
        end
    endfunction
    function [15:0] split23(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split23 = t35;
        end
    endfunction
    function [15:0] split24(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split24 = t36;
        end
    endfunction
    function [15:0] split25(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split25 = t37;
        end
    endfunction
    function [15:0] split26(input [127:0] a0);
        reg [63:0] t0;
        reg [63:0] t1;
        reg [63:0] t2;
        reg [31:0] t3;
        reg [31:0] t4;
        reg [31:0] t5;
        reg [15:0] t6;
        reg [15:0] t7;
        reg [15:0] t8;
        reg [15:0] t9;
        reg [15:0] t10;
        reg [15:0] t11;
        reg [15:0] t12;
        reg [15:0] t13;
        reg [15:0] t14;
        reg [31:0] t15;
        reg [31:0] t16;
        reg [31:0] t17;
        reg [15:0] t18;
        reg [15:0] t19;
        reg [15:0] t20;
        reg [15:0] t21;
        reg [15:0] t22;
        reg [15:0] t23;
        reg [15:0] t24;
        reg [15:0] t25;
        reg [15:0] t26;
        reg [31:0] t27;
        reg [31:0] t28;
        reg [31:0] t29;
        reg [15:0] t30;
        reg [15:0] t31;
        reg [15:0] t32;
        reg [15:0] t33;
        reg [15:0] t34;
        reg [15:0] t35;
        reg [15:0] t36;
        reg [15:0] t37;
        reg [15:0] t38;
        begin
            t0 = a0[63:0];
            t1 = a0[127:64];
            t2 = t0 ^ t1;
            t3 = t0[31:0];
            t4 = t0[63:32];
            t5 = t3 ^ t4;
            t6 = t3[15:0];
            t7 = t3[31:16];
            t8 = t6 ^ t7;
            t9 = t4[15:0];
            t10 = t4[31:16];
            t11 = t9 ^ t10;
            t12 = t5[15:0];
            t13 = t5[31:16];
            t14 = t12 ^ t13;
            t15 = t1[31:0];
            t16 = t1[63:32];
            t17 = t15 ^ t16;
            t18 = t15[15:0];
            t19 = t15[31:16];
            t20 = t18 ^ t19;
            t21 = t16[15:0];
            t22 = t16[31:16];
            t23 = t21 ^ t22;
            t24 = t17[15:0];
            t25 = t17[31:16];
            t26 = t24 ^ t25;
            t27 = t2[31:0];
            t28 = t2[63:32];
            t29 = t27 ^ t28;
            t30 = t27[15:0];
            t31 = t27[31:16];
            t32 = t30 ^ t31;
            t33 = t28[15:0];
            t34 = t28[31:16];
            t35 = t33 ^ t34;
            t36 = t29[15:0];
            t37 = t29[31:16];
            t38 = t36 ^ t37;
            split26 = t38;
        end
    endfunction
    reg [127:0] f;
    initial f = 128'd0;
    reg [127:0] g;
    initial g = 128'd0;
    reg [15:0] a0;
    initial a0 = 16'd0;
    reg [15:0] b0;
    initial b0 = 16'd0;
    reg [30:0] p0;
    initial p0 = 31'd0;
    reg [15:0] a1;
    initial a1 = 16'd0;
    reg [15:0] b1;
    initial b1 = 16'd0;
    reg [30:0] p1;
    initial p1 = 31'd0;
    reg [15:0] a2;
    initial a2 = 16'd0;
    reg [15:0] b2;
    initial b2 = 16'd0;
    reg [30:0] p2;
    initial p2 = 31'd0;
    reg [15:0] a3;
    initial a3 = 16'd0;
    reg [15:0] b3;
    initial b3 = 16'd0;
    reg [30:0] p3;
    initial p3 = 31'd0;
    reg [15:0] a4;
    initial a4 = 16'd0;
    reg [15:0] b4;
    initial b4 = 16'd0;
    reg [30:0] p4;
    initial p4 = 31'd0;
    reg [15:0] a5;
    initial a5 = 16'd0;
    reg [15:0] b5;
    initial b5 = 16'd0;
    reg [30:0] p5;
    initial p5 = 31'd0;
    reg [15:0] a6;
    initial a6 = 16'd0;
    reg [15:0] b6;
    initial b6 = 16'd0;
    reg [30:0] p6;
    initial p6 = 31'd0;
    reg [15:0] a7;
    initial a7 = 16'd0;
    reg [15:0] b7;
    initial b7 = 16'd0;
    reg [30:0] p7;
    initial p7 = 31'd0;
    reg [15:0] a8;
    initial a8 = 16'd0;
    reg [15:0] b8;
    initial b8 = 16'd0;
    reg [30:0] p8;
    initial p8 = 31'd0;
    reg [15:0] a9;
    initial a9 = 16'd0;
    reg [15:0] b9;
    initial b9 = 16'd0;
    reg [30:0] p9;
    initial p9 = 31'd0;
    reg [15:0] a10;
    initial a10 = 16'd0;
    reg [15:0] b10;
    initial b10 = 16'd0;
    reg [30:0] p10;
    initial p10 = 31'd0;
    reg [15:0] a11;
    initial a11 = 16'd0;
    reg [15:0] b11;
    initial b11 = 16'd0;
    reg [30:0] p11;
    initial p11 = 31'd0;
    reg [15:0] a12;
    initial a12 = 16'd0;
    reg [15:0] b12;
    initial b12 = 16'd0;
    reg [30:0] p12;
    initial p12 = 31'd0;
    reg [15:0] a13;
    initial a13 = 16'd0;
    reg [15:0] b13;
    initial b13 = 16'd0;
    reg [30:0] p13;
    initial p13 = 31'd0;
    reg [15:0] a14;
    initial a14 = 16'd0;
    reg [15:0] b14;
    initial b14 = 16'd0;
    reg [30:0] p14;
    initial p14 = 31'd0;
    reg [15:0] a15;
    initial a15 = 16'd0;
    reg [15:0] b15;
    initial b15 = 16'd0;
    reg [30:0] p15;
    initial p15 = 31'd0;
    reg [15:0] a16;
    initial a16 = 16'd0;
    reg [15:0] b16;
    initial b16 = 16'd0;
    reg [30:0] p16;
    initial p16 = 31'd0;
    reg [15:0] a17;
    initial a17 = 16'd0;
    reg [15:0] b17;
    initial b17 = 16'd0;
    reg [30:0] p17;
    initial p17 = 31'd0;
    reg [15:0] a18;
    initial a18 = 16'd0;
    reg [15:0] b18;
    initial b18 = 16'd0;
    reg [30:0] p18;
    initial p18 = 31'd0;
    reg [15:0] a19;
    initial a19 = 16'd0;
    reg [15:0] b19;
    initial b19 = 16'd0;
    reg [30:0] p19;
    initial p19 = 31'd0;
    reg [15:0] a20;
    initial a20 = 16'd0;
    reg [15:0] b20;
    initial b20 = 16'd0;
    reg [30:0] p20;
    initial p20 = 31'd0;
    reg [15:0] a21;
    initial a21 = 16'd0;
    reg [15:0] b21;
    initial b21 = 16'd0;
    reg [30:0] p21;
    initial p21 = 31'd0;
    reg [15:0] a22;
    initial a22 = 16'd0;
    reg [15:0] b22;
    initial b22 = 16'd0;
    reg [30:0] p22;
    initial p22 = 31'd0;
    reg [15:0] a23;
    initial a23 = 16'd0;
    reg [15:0] b23;
    initial b23 = 16'd0;
    reg [30:0] p23;
    initial p23 = 31'd0;
    reg [15:0] a24;
    initial a24 = 16'd0;
    reg [15:0] b24;
    initial b24 = 16'd0;
    reg [30:0] p24;
    initial p24 = 31'd0;
    reg [15:0] a25;
    initial a25 = 16'd0;
    reg [15:0] b25;
    initial b25 = 16'd0;
    reg [30:0] p25;
    initial p25 = 31'd0;
    reg [15:0] a26;
    initial a26 = 16'd0;
    reg [15:0] b26;
    initial b26 = 16'd0;
    reg [30:0] p26;
    initial p26 = 31'd0;
    initial product = 128'd0;
    always @(posedge clock) begin
        f <= x ^ (product & {128{chain}});
        g <= power;
        a0 <= split0(f);
        b0 <= split0(g);
        p0 <= multiply(a0, b0);
        a1 <= split1(f);
        b1 <= split1(g);
        p1 <= multiply(a1, b1);
        a2 <= split2(f);
        b2 <= split2(g);
        p2 <= multiply(a2, b2);
        a3 <= split3(f);
        b3 <= split3(g);
        p3 <= multiply(a3, b3);
        a4 <= split4(f);
        b4 <= split4(g);
        p4 <= multiply(a4, b4);
        a5 <= split5(f);
        b5 <= split5(g);
        p5 <= multiply(a5, b5);
        a6 <= split6(f);
        b6 <= split6(g);
        p6 <= multiply(a6, b6);
        a7 <= split7(f);
        b7 <= split7(g);
        p7 <= multiply(a7, b7);
        a8 <= split8(f);
        b8 <= split8(g);
        p8 <= multiply(a8, b8);
        a9 <= split9(f);
        b9 <= split9(g);
        p9 <= multiply(a9, b9);
        a10 <= split10(f);
        b10 <= split10(g);
        p10 <= multiply(a10, b10);
        a11 <= split11(f);
        b11 <= split11(g);
        p11 <= multiply(a11, b11);
        a12 <= split12(f);
        b12 <= split12(g);
        p12 <= multiply(a12, b12);
        a13 <= split13(f);
        b13 <= split13(g);
        p13 <= multiply(a13, b13);
        a14 <= split14(f);
        b14 <= split14(g);
        p14 <= multiply(a14, b14);
        a15 <= split15(f);
        b15 <= split15(g);
        p15 <= multiply(a15, b15);
        a16 <= split16(f);
        b16 <= split16(g);
        p16 <= multiply(a16, b16);
        a17 <= split17(f);
        b17 <= split17(g);
        p17 <= multiply(a17, b17);
        a18 <= split18(f);
        b18 <= split18(g);
        p18 <= multiply(a18, b18);
        a19 <= split19(f);
        b19 <= split19(g);
        p19 <= multiply(a19, b19);
        a20 <= split20(f);
        b20 <= split20(g);
        p20 <= multiply(a20, b20);
        a21 <= split21(f);
        b21 <= split21(g);
        p21 <= multiply(a21, b21);
        a22 <= split22(f);
        b22 <= split22(g);
        p22 <= multiply(a22, b22);
        a23 <= split23(f);
        b23 <= split23(g);
        p23 <= multiply(a23, b23);
        a24 <= split24(f);
        b24 <= split24(g);
        p24 <= multiply(a24, b24);
        a25 <= split25(f);
        b25 <= split25(g);
        p25 <= multiply(a25, b25);
        a26 <= split26(f);
        b26 <= split26(g);
        p26 <= multiply(a26, b26);
        product <= collect(p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15, p16, p17, p18, p19, p20, p21, p22, p23, p24, p25, p26);
    end
endmodule

// respite_card_beside_aes: respite_card.lane.conveyor.beside_aes
module respite_card_beside_aes (
    input  wire clock,
    input  wire [170:0] d,
    output reg  [170:0] q
);
    (* ram_style = "block", no_rw_check *) reg [170:0] mem [0:31];
    reg [4:0] place;
    reg [170:0] read;
    integer i;
    initial begin
        for (i = 0; i <= 31; i = i + 1) mem[i] = 0;
        place = 0;
        read = 0;
        q = 0;
    end
    wire [4:0] from = place - 5'd25;
    always @(posedge clock) begin
        place <= place + 5'd1;
        mem[place] <= d;
        read <= mem[from];
        q <= read;
    end
endmodule

// respite_card_beside_ghash: respite_card.lane.conveyor.beside_ghash
module respite_card_beside_ghash (
    input  wire clock,
    input  wire [132:0] d,
    output reg  [132:0] q
);
    reg [132:0] s1;
    initial s1 = 0;
    reg [132:0] s2;
    initial s2 = 0;
    reg [132:0] s3;
    initial s3 = 0;
    initial q = 0;
    always @(posedge clock) begin
        q <= s3;
        s3 <= s2;
        s2 <= s1;
        s1 <= d;
    end
endmodule

// respite_card_conveyor: respite_card.lane.conveyor
module respite_card_conveyor (
    input  wire clock,
    input  wire reset,
    input  wire [556:0] slot,
    output reg  [260:0] cipher,
    output wire [1023:0] midstates,
    input  wire sa_wr,
    input  wire [13:0] sa_index,
    input  wire [4:0] sa_word,
    input  wire [127:0] sa_data,
    output wire sa_ready
);
    wire [9:0] index_low;
    wire in_range;
    wire [170:0] side27;
    wire [9:0] sa27;
    reg [170:0] taken;
    wire opens29;
    wire is_aad;
    wire is_data;
    wire is_len;
    reg [127:0] lengths;
    reg [127:0] mask;
    reg [127:0] kept;
    reg [13:0] in_front;
    wire [13:0] octets;
    reg [127:0] to_hash;
    reg [127:0] to_data;
    wire [132:0] done;
    reg [127:0] tag;
    wire aes__valid;
    wire [127:0] aes__result;
    wire [127:0] ghash__product;
    wire [127:0] powers__0__rd;
    wire [127:0] powers__1__rd;
    wire [127:0] powers__2__rd;
    wire [127:0] powers__3__rd;
    wire [127:0] wide__0__rd;
    wire [127:0] wide__1__rd;
    wire [127:0] wide__2__rd;
    wire [127:0] wide__3__rd;
    reg [33:0] valid__d;
    reg [33:0] valid__q;
    initial valid__q = 34'h0;
    wire [170:0] beside_aes__q;
    wire [132:0] beside_ghash__q;
    reg [7:0] wr__d;
    reg [7:0] wr__q;
    initial wr__q = 8'h0;
    reg [13:0] index__d;
    reg [13:0] index__q;
    initial index__q = 14'h0;
    reg [127:0] word__d;
    reg [127:0] word__q;
    initial word__q = 128'h0;
    reg [170:0] side28__d;
    reg [170:0] side28__q;
    initial side28__q = 171'h0;
    reg lends28__d;
    reg lends28__q;
    initial lends28__q = 1'h0;
    reg [1023:0] midstates_q__d;
    reg [1023:0] midstates_q__q;
    initial midstates_q__q = 1024'h0;
    reg [127:0] power29__d;
    reg [127:0] power29__q;
    initial power29__q = 128'h0;
    reg [127:0] power30__d;
    reg [127:0] power30__q;
    initial power30__q = 128'h0;
    reg [127:0] hash29__d;
    reg [127:0] hash29__q;
    initial hash29__q = 128'h0;
    reg [127:0] data29__d;
    reg [127:0] data29__q;
    initial data29__q = 128'h0;
    reg [3:0] words29__d;
    reg [3:0] words29__q;
    initial words29__q = 4'h0;
    reg [3:0] kept29__d;
    reg [3:0] kept29__q;
    initial kept29__q = 4'h0;
    reg key_to_hash29__d;
    reg key_to_hash29__q;
    initial key_to_hash29__q = 1'h0;
    reg key_to_data29__d;
    reg key_to_data29__q;
    initial key_to_data29__q = 1'h0;
    reg [1:0] kind29__d;
    reg [1:0] kind29__q;
    initial kind29__q = 2'h0;
    reg raw29__d;
    reg raw29__q;
    initial raw29__q = 1'h0;
    reg hidden29__d;
    reg hidden29__q;
    initial hidden29__q = 1'h0;
    reg chain29__d;
    reg chain29__q;
    initial chain29__q = 1'h0;
    reg tail29__d;
    reg tail29__q;
    initial tail29__q = 1'h0;
    reg [127:0] hash30__d;
    reg [127:0] hash30__q;
    initial hash30__q = 128'h0;
    reg [132:0] crypted30__d;
    reg [132:0] crypted30__q;
    initial crypted30__q = 133'h0;
    reg chain30__d;
    reg chain30__q;
    initial chain30__q = 1'h0;
    reg [260:0] cipher35__d;
    reg [260:0] cipher35__q;
    initial cipher35__q = 261'h0;
    reg [5:0] opens__d;
    reg [5:0] opens__q;
    initial opens__q = 6'h0;

    respite_card_aes aes (
        .clock(clock),
        .valid(aes__valid),
        .block(slot[299:172]),
        .key(slot[556:301]),
        .key256(slot[300]),
        .result(aes__result)
    );

    respite_card_ghash ghash (
        .clock(clock),
        .chain(chain30__q),
        .x(hash30__q),
        .power(power30__q),
        .product(ghash__product)
    );

    respite_card_conf_ram powers__0 (
        .clock(clock),
        .wr(wr__q[0]),
        .wa(index__q[9:0]),
        .wd(word__q),
        .ra(sa27),
        .rd(powers__0__rd)
    );

    respite_card_conf_ram powers__1 (
        .clock(clock),
        .wr(wr__q[1]),
        .wa(index__q[9:0]),
        .wd(word__q),
        .ra(sa27),
        .rd(powers__1__rd)
    );

    respite_card_conf_ram powers__2 (
        .clock(clock),
        .wr(wr__q[2]),
        .wa(index__q[9:0]),
        .wd(word__q),
        .ra(sa27),
        .rd(powers__2__rd)
    );

    respite_card_conf_ram powers__3 (
        .clock(clock),
        .wr(wr__q[3]),
        .wa(index__q[9:0]),
        .wd(word__q),
        .ra(sa27),
        .rd(powers__3__rd)
    );

    respite_card_conf_ram wide__0 (
        .clock(clock),
        .wr(wr__q[4]),
        .wa(index__q[9:0]),
        .wd(word__q),
        .ra(sa27),
        .rd(wide__0__rd)
    );

    respite_card_conf_ram wide__1 (
        .clock(clock),
        .wr(wr__q[5]),
        .wa(index__q[9:0]),
        .wd(word__q),
        .ra(sa27),
        .rd(wide__1__rd)
    );

    respite_card_conf_ram wide__2 (
        .clock(clock),
        .wr(wr__q[6]),
        .wa(index__q[9:0]),
        .wd(word__q),
        .ra(sa27),
        .rd(wide__2__rd)
    );

    respite_card_conf_ram wide__3 (
        .clock(clock),
        .wr(wr__q[7]),
        .wa(index__q[9:0]),
        .wd(word__q),
        .ra(sa27),
        .rd(wide__3__rd)
    );

    respite_card_beside_aes beside_aes (
        .clock(clock),
        .d(taken),
        .q(beside_aes__q)
    );

    respite_card_beside_ghash beside_ghash (
        .clock(clock),
        .d(crypted30__q),
        .q(beside_ghash__q)
    );

    always @(posedge clock) begin
        valid__q <= valid__d;
        wr__q <= wr__d;
        index__q <= index__d;
        word__q <= word__d;
        side28__q <= side28__d;
        lends28__q <= lends28__d;
        midstates_q__q <= midstates_q__d;
        power29__q <= power29__d;
        power30__q <= power30__d;
        hash29__q <= hash29__d;
        data29__q <= data29__d;
        words29__q <= words29__d;
        kept29__q <= kept29__d;
        key_to_hash29__q <= key_to_hash29__d;
        key_to_data29__q <= key_to_data29__d;
        kind29__q <= kind29__d;
        raw29__q <= raw29__d;
        hidden29__q <= hidden29__d;
        chain29__q <= chain29__d;
        tail29__q <= tail29__d;
        hash30__q <= hash30__d;
        crypted30__q <= crypted30__d;
        chain30__q <= chain30__d;
        cipher35__q <= cipher35__d;
        opens__q <= opens__d;
    end

    always @* begin
        valid__d = valid__q;
        wr__d = wr__q;
        cipher35__d = cipher35__q;
        opens__d = opens__q;
        wr__d = 8'h0;
        if (sa_wr && in_range) begin
            if (sa_word == 5'h5) begin
                wr__d = 8'h1;
            end else if (sa_word == 5'h6) begin
                wr__d = 8'h2;
            end else if (sa_word == 5'h7) begin
                wr__d = 8'h4;
            end else if (sa_word == 5'h8) begin
                wr__d = 8'h8;
            end else if (sa_word == 5'hd) begin
                wr__d = 8'h10;
            end else if (sa_word == 5'he) begin
                wr__d = 8'h20;
            end else if (sa_word == 5'hf) begin
                wr__d = 8'h40;
            end else if (sa_word == 5'h10) begin
                wr__d = 8'h80;
            end
        end
        valid__d = {valid__q[32:0], slot[0]};
        opens__d = {opens__q[4:0], opens29};
        cipher35__d[0] = valid__q[33];
        if (valid__q[33]) begin
            cipher35__d[3:2] = done[1:0];
            cipher35__d[4] = done[2];
            cipher35__d[132:5] = done[132:5];
            if (done[3]) begin
                cipher35__d[132:5] = 128'h0;
            end
            cipher35__d[260:133] = tag;
        end
        if (reset) begin
            valid__d = 34'h0;
            cipher35__d[0] = 1'h0;
            opens__d = 6'h0;
            wr__d = 8'h0;
        end
    end

    always @* begin
        index__d = index__q;
        index__d = sa_index;
    end

    always @* begin
        word__d = word__q;
        word__d = sa_data;
    end

    always @* begin
        side28__d = side28__q;
        side28__d = side27;
    end

    always @* begin
        power29__d = power29__q;
        power29__d = powers__0__rd;
        if (side28__q[152:151] == 2'h1) begin
            power29__d = powers__1__rd;
        end else if (side28__q[152:151] == 2'h2) begin
            power29__d = powers__2__rd;
        end else if (side28__q[152:151] == 2'h3) begin
            power29__d = powers__3__rd;
        end
    end

    always @* begin
        power30__d = power30__q;
        power30__d = power29__q;
    end

    always @* begin
        hash29__d = hash29__q;
        hash29__d = side28__q[132:5];
        if (is_len) begin
            hash29__d = lengths;
        end
    end

    always @* begin
        data29__d = data29__q;
        data29__d = side28__q[132:5];
        if (is_aad && ~(side28__q[3] && side28__q[2])) begin
            data29__d = 128'h0;
        end
    end

    always @* begin
        words29__d = words29__q;
        words29__d = side28__q[136:133];
    end

    always @* begin
        key_to_hash29__d = key_to_hash29__q;
        key_to_hash29__d = is_data && side28__q[4] && ~side28__q[170];
    end

    always @* begin
        key_to_data29__d = key_to_data29__q;
        key_to_data29__d = ((is_data && ~side28__q[170]) || is_aad) && ~side28__q[2];
    end

    always @* begin
        kind29__d = kind29__q;
        kind29__d = side28__q[1:0];
    end

    always @* begin
        chain29__d = chain29__q;
        chain29__d = side28__q[153];
    end

    always @* begin
        tail29__d = tail29__q;
        tail29__d = side28__q[154];
    end

    always @* begin
        hash30__d = hash30__q;
        hash30__d = to_hash & mask;
    end

    always @* begin
        crypted30__d = crypted30__q;
        crypted30__d[1:0] = kind29__q;
        crypted30__d[2] = raw29__q;
        crypted30__d[3] = hidden29__q;
        crypted30__d[4] = tail29__q;
        crypted30__d[132:5] = to_data & kept;
    end

    always @* begin
        chain30__d = chain30__q;
        chain30__d = chain29__q;
    end

    always @* begin
        raw29__d = raw29__q;
        raw29__d = side28__q[3];
    end

    always @* begin
        hidden29__d = hidden29__q;
        hidden29__d = is_aad && ~(side28__q[3] && side28__q[2]);
    end

    always @* begin
        kept29__d = kept29__q;
        kept29__d = side28__q[136:133];
        if (side28__q[3]) begin
            kept29__d = 4'hf;
        end
    end

    always @* begin
        midstates_q__d = midstates_q__q;
        if (lends28__q) begin
            midstates_q__d = {powers__0__rd, powers__1__rd, powers__2__rd, powers__3__rd, wide__0__rd, wide__1__rd, wide__2__rd, wide__3__rd};
        end
    end

    always @* begin
        lends28__d = lends28__q;
        lends28__d = valid__q[26] && side27[3] && (side27[1:0] == 2'h1);
    end
    assign sa_ready = 1'h1;
    assign index_low = sa_index[9:0];
    assign in_range = {4'h0, index_low} == sa_index;
    assign aes__valid = slot[0] && ((slot[2:1] == 2'h1) || (slot[2:1] == 2'h2));

    always @* begin
        taken[1:0] = slot[2:1];
        taken[2] = slot[3];
        taken[3] = slot[4];
        taken[4] = slot[5];
        taken[132:5] = slot[133:6];
        taken[136:133] = slot[137:134];
        taken[150:137] = slot[151:138];
        taken[152:151] = slot[153:152];
        taken[153] = slot[154];
        taken[154] = slot[155];
        taken[168:155] = slot[169:156];
        taken[169] = slot[170];
        taken[170] = slot[171];
    end
    assign side27 = beside_aes__q;
    assign sa27 = side27[146:137];
    assign midstates = midstates_q__q;
    assign is_aad = side28__q[1:0] == 2'h1;
    assign is_data = side28__q[1:0] == 2'h2;
    assign is_len = side28__q[1:0] == 2'h3;

    always @* begin
        lengths = {111'h0, side28__q[168:155], 3'h0};
        if (side28__q[170]) begin
            lengths = {47'h0, octets, 67'h0};
        end else if (side28__q[169]) begin
            lengths = lengths | 128'h600000000000000000;
        end else begin
            lengths = lengths | 128'h400000000000000000;
        end
    end

    always @* begin
        in_front = 14'h10;
        if (side28__q[3]) begin
            in_front = 14'h0;
        end
    end
    assign octets = side28__q[168:155] + in_front;
    assign opens29 = valid__q[28] && ~raw29__q && ~kind29__q[1];

    always @* begin
        mask = 128'h0;
        if (words29__q[3]) begin
            mask = 128'hffffffff;
        end
        mask = {mask[95:0], 32'h0};
        if (words29__q[2]) begin
            mask = mask | 128'hffffffff;
        end
        mask = {mask[95:0], 32'h0};
        if (words29__q[1]) begin
            mask = mask | 128'hffffffff;
        end
        mask = {mask[95:0], 32'h0};
        if (words29__q[0]) begin
            mask = mask | 128'hffffffff;
        end
    end

    always @* begin
        kept = 128'h0;
        if (kept29__q[3]) begin
            kept = 128'hffffffff;
        end
        kept = {kept[95:0], 32'h0};
        if (kept29__q[2]) begin
            kept = kept | 128'hffffffff;
        end
        kept = {kept[95:0], 32'h0};
        if (kept29__q[1]) begin
            kept = kept | 128'hffffffff;
        end
        kept = {kept[95:0], 32'h0};
        if (kept29__q[0]) begin
            kept = kept | 128'hffffffff;
        end
    end

    always @* begin
        to_hash = hash29__q;
        if (key_to_hash29__q) begin
            to_hash = hash29__q ^ aes__result;
        end
    end

    always @* begin
        to_data = data29__q;
        if (key_to_data29__q) begin
            to_data = data29__q ^ aes__result;
        end
    end
    assign done = beside_ghash__q;

    always @* begin
        tag = cipher35__q[260:133];
        if (done[1:0] == 2'h1) begin
            tag = done[132:5];
        end
        if (done[4]) begin
            tag = tag ^ ghash__product;
        end
    end

    always @* begin
        cipher = cipher35__q;
        cipher[1] = opens__q[5];
    end
endmodule

// respite_card_packet: respite_card.lane.pool.0.engines.0.packet.0
module respite_card_packet (
    input  wire clock,
    input  wire wr,
    input  wire [9:0] wa,
    input  wire [31:0] wd,
    input  wire [9:0] ra,
    output reg  [31:0] rd
);
    (* ram_style = "block", no_rw_check *) reg [31:0] mem [0:1023];
    integer i;
    initial begin
        for (i = 0; i <= 1023; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_midstates: respite_card.lane.pool.0.engines.0.midstates
module respite_card_midstates (
    input  wire clock,
    input  wire wr,
    input  wire [2:0] wa,
    input  wire [127:0] wd,
    input  wire [2:0] ra,
    output reg  [127:0] rd
);
    (* ram_style = "distributed" *) reg [127:0] mem [0:7];
    integer i;
    initial begin
        for (i = 0; i <= 7; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_keys: respite_card.lane.pool.0.engines.0.aes.keys.0
module respite_card_keys (
    input  wire clock,
    input  wire wr,
    input  wire [3:0] wa,
    input  wire [31:0] wd,
    input  wire [3:0] ra,
    output reg  [31:0] rd
);
    (* ram_style = "distributed" *) reg [31:0] mem [0:15];
    integer i;
    initial begin
        for (i = 0; i <= 15; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_unmix: respite_card.lane.pool.0.engines.0.aes.unmix
module respite_card_unmix (
    input  wire [31:0] x,
    output wire [31:0] y
);
    reg [31:0] high;
    reg [31:0] once;
    reg [31:0] twice;
    reg [31:0] pair;
    reg [31:0] near;

    always @* begin
        pair = x ^ {x[15:0], x[31:16]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
        once = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0};
        high = {7'h0, once[31:7]} & 32'h1010101;
        twice = ({once[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0};
        near = x ^ twice;
        pair = near ^ {near[23:0], near[31:24]};
        high = {7'h0, pair[31:7]} & 32'h1010101;
    end
    assign y = ({pair[30:0], 1'h0} & 32'hfefefefe) ^ high ^ {high[30:0], 1'h0} ^ {high[28:0], 3'h0} ^ {high[27:0], 4'h0} ^ {near[23:0], near[31:24]} ^ {near[15:0], near[31:16]} ^ {near[7:0], near[31:8]};
endmodule

// respite_card_round_15: respite_card.lane.pool.0.engines.0.aes.round
module respite_card_round_15 (
    input  wire clock,
    input  wire go,
    input  wire backward,
    input  wire last,
    input  wire [127:0] state,
    output reg  [127:0] mixed
);
    localparam [32767:0] TABLE = 32768'h7d0000000c0000002100000055000000630000001400000069000000e100000026000000d600000077000000ba0000007e000000040000002b00000017000000610000009900000053000000830000003c000000bb000000eb000000c8000000b0000000f50000002a000000ae0000004d0000003b000000e0000000a0000000ef0000009c000000c9000000930000009f0000007a000000e50000002d0000000d0000004a000000b500000019000000a90000007f00000051000000600000005f000000ec0000008000000027000000590000001000000012000000b100000031000000c7000000070000008800000033000000a8000000dd0000001f000000f40000005a000000cd00000078000000fe000000c0000000db0000009a0000002000000079000000d2000000c60000004b0000003e00000056000000fc0000001b000000be00000018000000aa0000000e00000062000000b70000006f00000089000000c5000000290000001d000000710000001a000000f1000000470000006e000000df000000750000001c000000e800000037000000f9000000e20000008500000035000000ad000000e70000002200000074000000ac0000009600000073000000e6000000b4000000f0000000ce000000cf000000f200000097000000ea000000dc000000670000004f0000004100000011000000910000003a0000006b0000008a000000130000000100000003000000bd000000af000000c1000000020000000f0000003f000000ca0000008f0000001e0000002c000000d00000000600000045000000b3000000b80000000500000058000000e4000000f70000000a000000d3000000bc0000008c00000000000000ab000000d800000090000000840000009d0000008d000000a70000005700000046000000150000005e000000da000000b9000000ed000000fd0000005000000048000000700000006c00000092000000b6000000650000005d000000cc0000005c000000a4000000d40000001600000098000000680000008600000064000000f6000000f80000007200000025000000d10000008b0000006d00000049000000a20000005b00000076000000b200000024000000d90000002800000066000000a10000002e000000080000004e000000c3000000fa000000420000000b000000950000004c000000ee0000003d00000023000000c2000000a600000032000000940000007b00000054000000cb000000e9000000de000000c400000044000000430000008e0000003400000087000000ff0000002f0000009b0000008200000039000000e30000007c000000fb000000d7000000f3000000810000009e000000a300000040000000bf00000038000000a50000003600000030000000d50000006a0000000900000052000000d0b85742486c5c74d532b6707bcb84616456c190d8b4e49c080cb3de39a80171ff0d9541283c498bbce2250c161dc372c2a3405f3824342cb968c43ecaaff3817844db86df3d6f145ffdaa5b53f7cdea73c737bf1814ce7955f2733f9cd2df597a47b13ce11ce5edb761c935cea927eeeb133c8959f8148e37a10c7a9ad7618c6dd64713e910563392dbd252b3671d5afb0b412efa877473018c355d9d5eea044665517fc12c1fb84c6a881b9ed1b5e3e49604dfccaa4d5443efb04d764dd68d1791f62f7fcd500e41ecdaf7f104984a33a7d815e090d0b0fc82caa6744ebc3735a266c0c6a594302a3f233131a4b2af29b07cd6ea9f09d44a6f36cebae79bd9ef15e8e621bccf08aaffe67ee6956e65834f9aa8ec9ab7016e5918f4cd267809db3bbb7be89c636e10187da7c8ac993bcf2512b36fd52da969d0937c9f5d80be82c3aff52e39f75e90d8b8e8f68d13c2547e46626a5fcc9b5078920d2c3a9de43fadbfa4dab78e26a57ade28a6f581cf98d40b368ccaa2fed938d1c187494ec7223390ef567d2cd8a0f03f1aa8fc8cc447e96422119448faa970b9992bb3166c77c1e3d00d8652ecdcb230f31d9e2f4bc729a16daef93211d2bb3df8854a247d84c611201397224042638510d731dccab8e4f163b6edfc68cb23c6dc8b4329765bfb7e3444663bc55c72f5bcf701269fa37f60fdee99ddbbaf75074c57f11985141ea9c82db6a8b9f28bc7ad0e090d0b121b171d3c22e043c0a02ae5e293ba0a1c121a165a774b6961dc20a280c0c54f1b9b919eb4ee96d29357e70f0c0a67b124362e3a9b5b54d1685ca6210a0fd964362d39273daed51e0f853856fd0efffb6c5a724e1e1170ac322bed480980868300000000f8841ec97c420fe9a17c0a4779c8eedbe7195b3807898b88b0e842bd67d99e77894043ccd6bde9971998fb24605015ff0406d46f71c45d0591548db54de6bd46dd3e05ae96dd063d3e218af9bd6e10515e719f064060efaa0b83ec39a4f6eb75058ae132a2f355a0342e539dc4a6fe8ad134621f0605bed565daf4cd4e69e2a1f307f2f0a779b4928acf1c2bed16825c02036aba23bfa5b2302887f2d33708a586c57b9a2fb5c203b2eb28076655ab2ae31f8f57724b02e2ab73d323527bf8b794de6c878f45fd1970486858f9082b94fe81a01cbb6bae84b16477e062537f4597513360e51a318263df4a187dce3ab4c920ac66f088ad17bee14fb627b971dd99583e6bf48e797875c2896a8ec9c84449e06929587421d3d4be832d955259dabf6d7aeb15929c95038f5fe76bd3f9c68d4697a3814cf012c32f75025dfec0e145ea0e9825ba1b67deb15a49b562a38f26354480c52acbd74fe5d7fcf5024c2588cc7691ad766df62030fa554be30393acfa58ab1f9d45f13bab6bcb3a275e961a17a4c37e41655351f4a75016000000bb00000054000000b00000000f0000002d00000099000000410000006800000042000000e6000000bf0000000d00000089000000a10000008c000000df0000002800000055000000ce000000e9000000870000001e0000009b000000940000008e000000d9000000690000001100000098000000f8000000e10000009e0000001d000000c100000086000000b90000005700000035000000610000000e000000f6000000030000004800000066000000b50000003e000000700000008a0000008b000000bd0000004b0000001f00000074000000dd000000e8000000c6000000b4000000a60000001c0000002e0000002500000078000000ba00000008000000ae0000007a00000065000000ea000000f4000000560000006c000000a90000004e000000d50000008d0000006d00000037000000c8000000e700000079000000e4000000950000009100000062000000ac000000d3000000c20000005c0000002400000006000000490000000a0000003a00000032000000e0000000db0000000b0000005e000000de00000014000000b8000000ee0000004600000088000000900000002a00000022000000dc0000004f000000810000006000000073000000190000005d000000640000003d0000007e000000a7000000c40000001700000044000000970000005f000000ec000000130000000c000000cd000000d2000000f3000000ff0000001000000021000000da000000b6000000bc000000f5000000380000009d000000920000008f00000040000000a300000051000000a80000009f0000003c000000500000007f00000002000000f90000004500000085000000330000004d00000043000000fb000000aa000000ef000000d0000000cf000000580000004c0000004a00000039000000be000000cb0000006a0000005b000000b1000000fc00000020000000ed00000000000000d100000053000000840000002f000000e300000029000000b3000000d60000003b00000052000000a00000005a0000006e0000001b0000001a0000002c000000830000000900000075000000b200000027000000eb000000e20000008000000012000000070000009a000000050000009600000018000000c300000023000000c7000000040000001500000031000000d800000071000000f1000000e5000000a500000034000000cc000000f70000003f000000360000002600000093000000fd000000b7000000c000000072000000a40000009c000000af000000a2000000d4000000ad000000f00000004700000059000000fa0000007d000000c900000082000000ca00000076000000ab000000d7000000fe0000002b000000670000000100000030000000c50000006f0000006b000000f20000007b000000770000007c000000630000002c16163a6dbbbbd6a85454fc7bb0b0cb1e0f0f115a2d2d77299999b0824141c3d06868b8844242c6d7e6e63165bfbfda1a0d0d170989898059a1a1f8038c8c8fa5dfdf7a50282878aa5555ff87cece49c9e9e920158787923c1e1e222d9b9bb6339494a7078e8e89a9d9d970d26969bb221111332b9898b3ebf8f813d9e1e138279e9eb93a1d1d2799c1c1581786869169b9b9d0ae5757f96a35355fc26161a31c0e0e12f7f6f60106030305904848d8cc6666aa71b5b5c47c3e3e42e07070900f8a8a850d8b8b8661bdbddc964b4bdd3e1f1f21e874749ca1dddd7ccbe8e82397c6c65173b4b4c757a6a6f1381c1c245c2e2e724a25256ff07878886fbabad51008081847aeaee9f47a7a8eca6565afcfeaea25f3f4f407ac5656fad86c6cb449a9a9e09c4e4ed2b1d5d564018d8d8cda6d6db76e3737598bc8c843d5e7e732f279798bd3e4e437319595a4399191a8c46262a643acacefbdd3d36e9fc2c25db85c5ce44824246c0c06060a924949db140a0a1e743a3a4e64323256dbe0e03baddbdb76160b0b1dbc5e5ee2a7dede792814143c6bb8b8d3c7eeee298c4646ca0b8888833b9090ab542a2a7e44222266a3dcdc7f9e4f4fd119818198c06060a0e67373953219192bba5d5de7c86464ac7a3d3d47fc7e7e8255a7a7f293c4c4572e171739884444cc359797a2be5f5fe1c3ecec2f26131335180c0c1481cdcd4cbfd2d26dfdf3f30ee5ffff1a2010103042212163afdada7577b6b6c163bcbcdff1f5f50470383848219d9dbc3f9292ad058f8f8a804040c05da3a3fea25151f34ba8a8e3259f9fba783c3c44a05050f0fe7f7f8104020206e9f9f9108a4545cf11858594663333559a4d4dd7864343c5edfbfb164faaaae5c5efef2abbd0d06b85cfcf4ab05858e8984c4cd4944a4ade7239394b67bebed98dcbcb46d46a6abeb65b5bed79b1b1c8e3fcfc1f40202060c1eded2c00000000b9d1d168a65353f5138484975e2f2f71dde3e33e5229297b7db3b3ceb7d6d661763b3b4da45252f65ba0a0fbb45a5aeedc6e6eb2361b1b2d341a1a2e582c2c741d83839e1209091bea75759f7fb2b2cd4e272769cdebeb26dfe2e23d1b80809b241212360e0707092f9a9ab50a05050f379696a1301818289dc3c35e4623236595c7c7520804040c2a15153f62313153abd8d873e2717193f9f1f108d1e5e53451a5a5f46834345c83cccc4ff5f7f7027e3f3f416c36365a4c26266a3d9393aee1fdfd1c75b7b7c29bc0c05be472729653a4a4f7239c9cbf45afafea5fa2a2fdb3d4d46741adadecfbf0f00b8e4747c9b25959ebeffafa15fa7d7d8789c9c9401f82829d8fcaca45ec76769a4dababe6b5d7d762e7fefe19562b2b7dce6767a9020101036030305091c5c554de6f6fb1d66b6bbdfff2f20df67b7b8dee777799f87c7c84c66363a5;
    integer i;
    (* rom_style = "block" *) reg [31:0] table0 [0:1023];
    reg [31:0] word0;
    reg [31:0] word1;
    initial begin
        for (i = 0; i < 1024; i = i + 1) table0[i] = TABLE[32*i +: 32];
        word0 = 0;
        word1 = 0;
    end
    (* rom_style = "block" *) reg [31:0] table2 [0:1023];
    reg [31:0] word2;
    reg [31:0] word3;
    initial begin
        for (i = 0; i < 1024; i = i + 1) table2[i] = TABLE[32*i +: 32];
        word2 = 0;
        word3 = 0;
    end
    (* rom_style = "block" *) reg [31:0] table4 [0:1023];
    reg [31:0] word4;
    reg [31:0] word5;
    initial begin
        for (i = 0; i < 1024; i = i + 1) table4[i] = TABLE[32*i +: 32];
        word4 = 0;
        word5 = 0;
    end
    (* rom_style = "block" *) reg [31:0] table6 [0:1023];
    reg [31:0] word6;
    reg [31:0] word7;
    initial begin
        for (i = 0; i < 1024; i = i + 1) table6[i] = TABLE[32*i +: 32];
        word6 = 0;
        word7 = 0;
    end
    (* rom_style = "block" *) reg [31:0] table8 [0:1023];
    reg [31:0] word8;
    reg [31:0] word9;
    initial begin
        for (i = 0; i < 1024; i = i + 1) table8[i] = TABLE[32*i +: 32];
        word8 = 0;
        word9 = 0;
    end
    (* rom_style = "block" *) reg [31:0] table10 [0:1023];
    reg [31:0] word10;
    reg [31:0] word11;
    initial begin
        for (i = 0; i < 1024; i = i + 1) table10[i] = TABLE[32*i +: 32];
        word10 = 0;
        word11 = 0;
    end
    (* rom_style = "block" *) reg [31:0] table12 [0:1023];
    reg [31:0] word12;
    reg [31:0] word13;
    initial begin
        for (i = 0; i < 1024; i = i + 1) table12[i] = TABLE[32*i +: 32];
        word12 = 0;
        word13 = 0;
    end
    (* rom_style = "block" *) reg [31:0] table14 [0:1023];
    reg [31:0] word14;
    reg [31:0] word15;
    initial begin
        for (i = 0; i < 1024; i = i + 1) table14[i] = TABLE[32*i +: 32];
        word14 = 0;
        word15 = 0;
    end
    always @(posedge clock) begin
        word0 <= go ? table0[{backward, last, state[127:120]}] : 32'd0;
        word1 <= go ? table0[{backward, last, state[87:80]}] : 32'd0;
        word2 <= go ? table2[{backward, last, state[47:40]}] : 32'd0;
        word3 <= go ? table2[{backward, last, state[7:0]}] : 32'd0;
        word4 <= go ? table4[{backward, last, state[95:88]}] : 32'd0;
        word5 <= go ? table4[{backward, last, state[55:48]}] : 32'd0;
        word6 <= go ? table6[{backward, last, state[15:8]}] : 32'd0;
        word7 <= go ? table6[{backward, last, state[103:96]}] : 32'd0;
        word8 <= go ? table8[{backward, last, state[63:56]}] : 32'd0;
        word9 <= go ? table8[{backward, last, state[23:16]}] : 32'd0;
        word10 <= go ? table10[{backward, last, state[111:104]}] : 32'd0;
        word11 <= go ? table10[{backward, last, state[71:64]}] : 32'd0;
        word12 <= go ? table12[{backward, last, state[31:24]}] : 32'd0;
        word13 <= go ? table12[{backward, last, state[119:112]}] : 32'd0;
        word14 <= go ? table14[{backward, last, state[79:72]}] : 32'd0;
        word15 <= go ? table14[{backward, last, state[39:32]}] : 32'd0;
    end
    always @* mixed[127:96] = word0 ^ {word1[7:0], word1[31:8]} ^ {word2[15:0], word2[31:16]} ^ {word3[23:0], word3[31:24]};
    always @* mixed[95:64] = word4 ^ {word5[7:0], word5[31:8]} ^ {word6[15:0], word6[31:16]} ^ {word7[23:0], word7[31:24]};
    always @* mixed[63:32] = word8 ^ {word9[7:0], word9[31:8]} ^ {word10[15:0], word10[31:16]} ^ {word11[23:0], word11[31:24]};
    always @* mixed[31:0] = word12 ^ {word13[7:0], word13[31:8]} ^ {word14[15:0], word14[31:16]} ^ {word15[23:0], word15[31:24]};
endmodule

// respite_card_aes_2: respite_card.lane.pool.0.engines.0.aes
module respite_card_aes_2 (
    input  wire clock,
    input  wire reset,
    input  wire load,
    input  wire [127:0] iv,
    input  wire [255:0] key,
    input  wire [1:0] size,
    input  wire decrypt,
    input  wire [127:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [127:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    localparam [2:0] Phase__Idle = 3'h0;
    localparam [2:0] Phase__Expand = 3'h1;
    localparam [2:0] Phase__Settle = 3'h2;
    localparam [2:0] Phase__Round = 3'h3;
    localparam [2:0] Phase__Finish = 3'h4;
    reg [3:0] following;
    wire ends;
    wire takes;
    reg [127:0] earlier;
    wire [127:0] turned;
    wire [127:0] returned;
    reg [127:0] enters;
    wire [127:0] following_state;
    wire is_last;
    wire steps;
    wire [31:0] oldest;
    reg [31:0] newest;
    reg [31:0] added;
    wire [31:0] word;
    reg wraps;
    reg complete;
    wire [3:0] row;
    reg [31:0] stored;
    reg [1:0] low;
    wire [3:0] enable;
    wire keys__0__wr;
    wire [31:0] keys__0__rd;
    wire keys__1__wr;
    wire [31:0] keys__1__rd;
    wire keys__2__wr;
    wire [31:0] keys__2__rd;
    wire keys__3__wr;
    wire [31:0] keys__3__rd;
    wire [31:0] sub__subbed;
    wire [31:0] unmix__y;
    wire round__go;
    wire round__last;
    wire [127:0] round__mixed;
    reg [2:0] phase__d;
    reg [2:0] phase__q;
    initial phase__q = 3'h0;
    reg [127:0] state__d;
    reg [127:0] state__q;
    initial state__q = 128'h0;
    reg [127:0] chain__d;
    reg [127:0] chain__q;
    initial chain__q = 128'h0;
    reg [127:0] text__d;
    reg [127:0] text__q;
    initial text__q = 128'h0;
    reg [127:0] out__d;
    reg [127:0] out__q;
    initial out__q = 128'h0;
    reg out_valid__d;
    reg out_valid__q;
    initial out_valid__q = 1'h0;
    reg [3:0] at__d;
    reg [3:0] at__q;
    initial at__q = 4'h0;
    reg [31:0] window__0__d;
    reg [31:0] window__0__q;
    initial window__0__q = 32'h0;
    reg [31:0] window__1__d;
    reg [31:0] window__1__q;
    initial window__1__q = 32'h0;
    reg [31:0] window__2__d;
    reg [31:0] window__2__q;
    initial window__2__q = 32'h0;
    reg [31:0] window__3__d;
    reg [31:0] window__3__q;
    initial window__3__q = 32'h0;
    reg [31:0] window__4__d;
    reg [31:0] window__4__q;
    initial window__4__q = 32'h0;
    reg [31:0] window__5__d;
    reg [31:0] window__5__q;
    initial window__5__q = 32'h0;
    reg [31:0] window__6__d;
    reg [31:0] window__6__q;
    initial window__6__q = 32'h0;
    reg [31:0] window__7__d;
    reg [31:0] window__7__q;
    initial window__7__q = 32'h0;
    reg [5:0] made__d;
    reg [5:0] made__q;
    initial made__q = 6'h0;
    reg [2:0] turn__d;
    reg [2:0] turn__q;
    initial turn__q = 3'h0;
    reg opens__d;
    reg opens__q;
    initial opens__q = 1'h0;
    reg substitutes__d;
    reg substitutes__q;
    initial substitutes__q = 1'h0;
    reg [7:0] rcon__d;
    reg [7:0] rcon__q;
    initial rcon__q = 8'h0;
    reg seen__d;
    reg seen__q;
    initial seen__q = 1'h0;
    reg [1:0] width__d;
    reg [1:0] width__q;
    initial width__q = 2'h0;
    reg [3:0] rounds__d;
    reg [3:0] rounds__q;
    initial rounds__q = 4'h0;
    reg [3:0] first__d;
    reg [3:0] first__q;
    initial first__q = 4'h0;
    reg [3:0] final_key__d;
    reg [3:0] final_key__q;
    initial final_key__q = 4'h0;

    respite_card_keys keys__0 (
        .clock(clock),
        .wr(keys__0__wr),
        .wa(row),
        .wd(stored),
        .ra(at__d),
        .rd(keys__0__rd)
    );

    respite_card_keys keys__1 (
        .clock(clock),
        .wr(keys__1__wr),
        .wa(row),
        .wd(stored),
        .ra(at__d),
        .rd(keys__1__rd)
    );

    respite_card_keys keys__2 (
        .clock(clock),
        .wr(keys__2__wr),
        .wa(row),
        .wd(stored),
        .ra(at__d),
        .rd(keys__2__rd)
    );

    respite_card_keys keys__3 (
        .clock(clock),
        .wr(keys__3__wr),
        .wa(row),
        .wd(stored),
        .ra(at__d),
        .rd(keys__3__rd)
    );

    respite_card_key_word sub (
        .clock(clock),
        .go(1'h1),
        .pass(1'h0),
        .word(newest),
        .subbed(sub__subbed)
    );

    respite_card_unmix unmix (
        .x(oldest),
        .y(unmix__y)
    );

    respite_card_round_15 round (
        .clock(clock),
        .go(round__go),
        .backward(decrypt),
        .last(round__last),
        .state(following_state),
        .mixed(round__mixed)
    );

    always @(posedge clock) begin
        phase__q <= phase__d;
        state__q <= state__d;
        chain__q <= chain__d;
        text__q <= text__d;
        out__q <= out__d;
        out_valid__q <= out_valid__d;
        at__q <= at__d;
        window__0__q <= window__0__d;
        window__1__q <= window__1__d;
        window__2__q <= window__2__d;
        window__3__q <= window__3__d;
        window__4__q <= window__4__d;
        window__5__q <= window__5__d;
        window__6__q <= window__6__d;
        window__7__q <= window__7__d;
        made__q <= made__d;
        turn__q <= turn__d;
        opens__q <= opens__d;
        substitutes__q <= substitutes__d;
        rcon__q <= rcon__d;
        seen__q <= seen__d;
        width__q <= width__d;
        rounds__q <= rounds__d;
        first__q <= first__d;
        final_key__q <= final_key__d;
    end

    always @* begin
        phase__d = phase__q;
        state__d = state__q;
        chain__d = chain__q;
        text__d = text__q;
        out__d = out__q;
        out_valid__d = out_valid__q;
        at__d = at__q;
        made__d = made__q;
        turn__d = turn__q;
        rcon__d = rcon__q;
        seen__d = seen__q;
        opens__d = opens__q;
        substitutes__d = substitutes__q;
        seen__d = (phase__q == Phase__Expand) && ~steps;
        window__0__d = window__0__q;
        window__1__d = window__1__q;
        window__2__d = window__2__q;
        window__3__d = window__3__q;
        window__4__d = window__4__q;
        window__5__d = window__5__q;
        window__6__d = window__6__q;
        window__7__d = window__7__q;
        if (steps) begin
            window__0__d = window__1__q;
            window__1__d = window__2__q;
            window__2__d = window__3__q;
            window__3__d = window__4__q;
            window__4__d = window__5__q;
            window__5__d = window__6__q;
            window__6__d = window__7__q;
            window__7__d = word;
            if (width__q == 2'h0) begin
                window__3__d = word;
            end else if (width__q == 2'h1) begin
                window__5__d = word;
            end
            made__d = made__q + 6'h1;
            turn__d = turn__q + 3'h1;
            opens__d = wraps;
            substitutes__d = wraps || (width__q[1] && (turn__q == 3'h3));
            if (opens__q) begin
                rcon__d = {rcon__q[6:0], 1'h0};
                if (rcon__q[7]) begin
                    rcon__d = 8'h1b;
                end
            end
            if (wraps) begin
                turn__d = 3'h0;
            end
        end
        if (m_ready) begin
            out_valid__d = 1'h0;
        end
        if (phase__q == Phase__Expand) begin
            at__d = first__q;
            if (steps && complete) begin
                phase__d = Phase__Settle;
            end
        end else if (phase__q == Phase__Settle) begin
            phase__d = Phase__Idle;
        end else if (phase__q == Phase__Round) begin
            at__d = following;
            if (is_last) begin
                state__d = following_state;
                at__d = first__q;
                phase__d = Phase__Finish;
            end
        end
        if (ends) begin
            phase__d = Phase__Idle;
            out_valid__d = 1'h1;
            if (decrypt) begin
                out__d = returned ^ chain__q;
                chain__d = text__q;
            end else begin
                out__d = state__q;
                chain__d = state__q;
            end
        end
        if (takes) begin
            text__d = s_data;
            at__d = following;
            phase__d = Phase__Round;
        end
        if (load) begin
            chain__d = iv;
            window__0__d = key[255:224];
            window__1__d = key[223:192];
            window__2__d = key[191:160];
            window__3__d = key[159:128];
            window__4__d = key[127:96];
            window__5__d = key[95:64];
            window__6__d = key[63:32];
            window__7__d = key[31:0];
            made__d = 6'h0;
            turn__d = 3'h0;
            opens__d = 1'h1;
            substitutes__d = 1'h1;
            rcon__d = 8'h1;
            seen__d = 1'h0;
            phase__d = Phase__Expand;
        end
        if (reset) begin
            phase__d = Phase__Idle;
            out_valid__d = 1'h0;
        end
    end

    always @* begin
        width__d = width__q;
        width__d = size;
    end

    always @* begin
        rounds__d = rounds__q;
        rounds__d = 4'he;
        wraps = turn__q == 3'h7;
        complete = made__q == 6'h3b;
        if (width__q == 2'h0) begin
            rounds__d = 4'ha;
            wraps = turn__q == 3'h3;
            complete = made__q == 6'h2b;
        end else if (width__q == 2'h1) begin
            rounds__d = 4'hc;
            wraps = turn__q == 3'h5;
            complete = made__q == 6'h33;
        end
    end

    always @* begin
        first__d = first__q;
        final_key__d = final_key__q;
        first__d = 4'h0;
        final_key__d = rounds__q;
        if (decrypt) begin
            first__d = rounds__q;
            final_key__d = 4'h0;
        end
    end
    assign oldest = window__0__q;

    always @* begin
        newest = window__7__q;
        if (width__q == 2'h0) begin
            newest = window__3__q;
        end else if (width__q == 2'h1) begin
            newest = window__5__q;
        end
    end

    always @* begin
        following = at__q + 4'h1;
        if (decrypt) begin
            following = at__q - 4'h1;
        end
    end
    assign steps = (phase__q == Phase__Expand) && (seen__q || ~substitutes__q);

    always @* begin
        added = newest;
        if (substitutes__q) begin
            added = sub__subbed;
        end
        if (opens__q) begin
            added = {sub__subbed[23:0], sub__subbed[31:24]} ^ {rcon__q, 24'h0};
        end
    end
    assign word = oldest ^ added;
    assign row = made__q[5:2];

    always @* begin
        low = made__q[1:0];
        stored = oldest;
        if (decrypt) begin
            if ((|row) && (row != rounds__q)) begin
                stored = unmix__y;
            end
            low = 2'h0 - made__q[1:0];
        end
    end
    assign enable = 4'h1 << low;
    assign keys__0__wr = steps && enable[0];
    assign keys__1__wr = steps && enable[1];
    assign keys__2__wr = steps && enable[2];
    assign keys__3__wr = steps && enable[3];
    assign ends = (phase__q == Phase__Finish) && ~out_valid__q;
    assign s_ready = (phase__q == Phase__Idle) || ends;
    assign takes = s_valid && ((phase__q == Phase__Idle) || ends);
    assign m_data = out__q;
    assign m_valid = out_valid__q;
    assign turned = {s_data[127:96], s_data[31:0], s_data[63:32], s_data[95:64]};

    always @* begin
        earlier = chain__q;
        if (phase__q == Phase__Finish) begin
            earlier = state__q;
        end
    end

    always @* begin
        enters = s_data ^ earlier;
        if (decrypt) begin
            enters = turned;
        end
        if (phase__q == Phase__Round) begin
            enters = 128'h0;
        end
    end
    assign following_state = round__mixed ^ {keys__0__rd, keys__1__rd, keys__2__rd, keys__3__rd} ^ enters;
    assign is_last = at__q == final_key__q;
    assign round__go = takes || ((phase__q == Phase__Round) && ~is_last);
    assign round__last = following == final_key__q;
    assign returned = {state__q[127:96], state__q[31:0], state__q[63:32], state__q[95:64]};
endmodule

// respite_card_ip: respite_card.lane.pool.0.engines.0.des.0.ip
module respite_card_ip (
    input  wire [63:0] x,
    output reg  [63:0] y
);
    always @* y = {x[6], x[14], x[22], x[30], x[38], x[46], x[54], x[62], x[4], x[12], x[20], x[28], x[36], x[44], x[52], x[60], x[2], x[10], x[18], x[26], x[34], x[42], x[50], x[58], x[0], x[8], x[16], x[24], x[32], x[40], x[48], x[56], x[7], x[15], x[23], x[31], x[39], x[47], x[55], x[63], x[5], x[13], x[21], x[29], x[37], x[45], x[53], x[61], x[3], x[11], x[19], x[27], x[35], x[43], x[51], x[59], x[1], x[9], x[17], x[25], x[33], x[41], x[49], x[57]};
endmodule

// respite_card_fp: respite_card.lane.pool.0.engines.0.des.0.fp
module respite_card_fp (
    input  wire [63:0] x,
    output reg  [63:0] y
);
    always @* y = {x[24], x[56], x[16], x[48], x[8], x[40], x[0], x[32], x[25], x[57], x[17], x[49], x[9], x[41], x[1], x[33], x[26], x[58], x[18], x[50], x[10], x[42], x[2], x[34], x[27], x[59], x[19], x[51], x[11], x[43], x[3], x[35], x[28], x[60], x[20], x[52], x[12], x[44], x[4], x[36], x[29], x[61], x[21], x[53], x[13], x[45], x[5], x[37], x[30], x[62], x[22], x[54], x[14], x[46], x[6], x[38], x[31], x[63], x[23], x[55], x[15], x[47], x[7], x[39]};
endmodule

// respite_card_pc1: respite_card.lane.pool.0.engines.0.des.0.pc1
module respite_card_pc1 (
    input  wire [63:0] x,
    output reg  [55:0] y
);
    always @* y = {x[7], x[15], x[23], x[31], x[39], x[47], x[55], x[63], x[6], x[14], x[22], x[30], x[38], x[46], x[54], x[62], x[5], x[13], x[21], x[29], x[37], x[45], x[53], x[61], x[4], x[12], x[20], x[28], x[1], x[9], x[17], x[25], x[33], x[41], x[49], x[57], x[2], x[10], x[18], x[26], x[34], x[42], x[50], x[58], x[3], x[11], x[19], x[27], x[35], x[43], x[51], x[59], x[36], x[44], x[52], x[60]};
endmodule

// respite_card_pc2: respite_card.lane.pool.0.engines.0.des.0.pc2
module respite_card_pc2 (
    input  wire [55:0] x,
    output reg  [47:0] y
);
    always @* y = {x[42], x[39], x[45], x[32], x[55], x[51], x[53], x[28], x[41], x[50], x[35], x[46], x[33], x[37], x[44], x[52], x[30], x[48], x[40], x[49], x[29], x[36], x[43], x[54], x[15], x[4], x[25], x[19], x[9], x[1], x[26], x[16], x[5], x[11], x[23], x[8], x[12], x[7], x[17], x[0], x[22], x[3], x[10], x[14], x[6], x[20], x[27], x[24]};
endmodule

// respite_card_cipher: respite_card.lane.pool.0.engines.0.des.0.cipher
module respite_card_cipher (
    input  wire [31:0] r,
    input  wire [47:0] key,
    output reg  [31:0] f
);
    localparam [255:0] S1 = 256'hd0650aa3e739bc5f7b12964d288ec1f487305995bcc66aa318db2fe2417df40e;
    localparam [255:0] S2 = 256'h9fe25309c67c68b5214df43a1ba78ed05ab5906cad1207c9e4832bf67e48d13f;
    localparam [255:0] S3 = 256'hc72e5ab53ce2f14b70839f6809d4a61d18f2b4cbe75c8d21a56f43369e0970da;
    localparam [255:0] S4 = 256'he42872c5be53419f8dd71bac6009f63a9fe4ac1bc52872413a09f66053be8dd7;
    localparam [255:0] S5 = 256'h3e5043a6950cf96fd827ed1a7bc182b4698e903daff3055816db7a47c124bce2;
    localparam [255:0] S6 = 256'hd68b0d617a14e0b7a3fc5892c52f3e498b35b70ee4d31d605896c2792f4af1ac;
    localparam [255:0] S7 = 256'hc23925e0f8065f9a7ea7431c8ddbb4616186fa25c7593ce3ad18904f7eb20bd4;
    localparam [255:0] S8 = 256'hb865533f0d9ac6f0d28eac4971e41b27279ce005be6359ca417b3fa684d8f21d;
    wire [47:0] x = {r[0], r[31], r[30], r[29], r[28], r[27], r[28], r[27], r[26], r[25], r[24], r[23], r[24], r[23], r[22], r[21], r[20], r[19], r[20], r[19], r[18], r[17], r[16], r[15], r[16], r[15], r[14], r[13], r[12], r[11], r[12], r[11], r[10], r[9], r[8], r[7], r[8], r[7], r[6], r[5], r[4], r[3], r[4], r[3], r[2], r[1], r[0], r[31]} ^ key;
    wire [31:0] s = {S1[{x[47:42], 2'd0} +: 4], S2[{x[41:36], 2'd0} +: 4], S3[{x[35:30], 2'd0} +: 4], S4[{x[29:24], 2'd0} +: 4], S5[{x[23:18], 2'd0} +: 4], S6[{x[17:12], 2'd0} +: 4], S7[{x[11:6], 2'd0} +: 4], S8[{x[5:0], 2'd0} +: 4]};
    always @* f = {s[16], s[25], s[12], s[11], s[3], s[20], s[4], s[15], s[31], s[17], s[9], s[6], s[27], s[14], s[1], s[22], s[30], s[24], s[8], s[18], s[0], s[5], s[29], s[23], s[13], s[19], s[2], s[26], s[10], s[21], s[28], s[7]};
endmodule

// respite_card_des: respite_card.lane.pool.0.engines.0.des.0
module respite_card_des (
    input  wire clock,
    input  wire reset,
    input  wire load,
    input  wire [63:0] iv,
    input  wire [191:0] key,
    input  wire triple,
    input  wire decrypt,
    input  wire [63:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [63:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    localparam [1:0] Phase__Idle = 2'h0;
    localparam [1:0] Phase__Rounds = 2'h1;
    localparam [1:0] Phase__Finish = 2'h2;
    wire ends;
    wire takes;
    reg [63:0] earlier;
    wire [63:0] permuted;
    wire [31:0] mixed;
    wire [31:0] second_mixed;
    wire more;
    reg [1:0] next_pass;
    wire backward;
    wire next_backward;
    reg [63:0] next_key;
    wire [55:0] chosen;
    reg [27:0] new_c;
    reg [27:0] new_d;
    reg [27:0] second_c;
    reg [27:0] second_d;
    reg [27:0] later_c;
    reg [27:0] later_d;
    wire [63:0] ip__x;
    wire [63:0] ip__y;
    wire [63:0] fp__x;
    wire [63:0] fp__y;
    wire [55:0] pc1__y;
    wire [55:0] pc2__x;
    wire [47:0] pc2__y;
    wire [55:0] second_pc2__x;
    wire [47:0] second_pc2__y;
    wire [31:0] cipher__f;
    wire [31:0] second_cipher__f;
    reg [1:0] phase__d;
    reg [1:0] phase__q;
    initial phase__q = 2'h0;
    reg [31:0] left__d;
    reg [31:0] left__q;
    initial left__q = 32'h0;
    reg [31:0] right__d;
    reg [31:0] right__q;
    initial right__q = 32'h0;
    reg [27:0] c__d;
    reg [27:0] c__q;
    initial c__q = 28'h0;
    reg [27:0] d__d;
    reg [27:0] d__q;
    initial d__q = 28'h0;
    reg [2:0] pair__d;
    reg [2:0] pair__q;
    initial pair__q = 3'h0;
    reg short__d;
    reg short__q;
    initial short__q = 1'h0;
    reg ends_short__d;
    reg ends_short__q;
    initial ends_short__q = 1'h0;
    reg last__d;
    reg last__q;
    initial last__q = 1'h0;
    reg [1:0] pass__d;
    reg [1:0] pass__q;
    initial pass__q = 2'h0;
    reg [63:0] chain__d;
    reg [63:0] chain__q;
    initial chain__q = 64'h0;
    reg [63:0] text__d;
    reg [63:0] text__q;
    initial text__q = 64'h0;
    reg [63:0] out__d;
    reg [63:0] out__q;
    initial out__q = 64'h0;
    reg out_valid__d;
    reg out_valid__q;
    initial out_valid__q = 1'h0;

    respite_card_ip ip (
        .x(ip__x),
        .y(ip__y)
    );

    respite_card_fp fp (
        .x(fp__x),
        .y(fp__y)
    );

    respite_card_pc1 pc1 (
        .x(next_key),
        .y(pc1__y)
    );

    respite_card_pc2 pc2 (
        .x(pc2__x),
        .y(pc2__y)
    );

    respite_card_pc2 second_pc2 (
        .x(second_pc2__x),
        .y(second_pc2__y)
    );

    respite_card_cipher cipher (
        .r(right__q),
        .key(pc2__y),
        .f(cipher__f)
    );

    respite_card_cipher second_cipher (
        .r(mixed),
        .key(second_pc2__y),
        .f(second_cipher__f)
    );

    always @(posedge clock) begin
        phase__q <= phase__d;
        left__q <= left__d;
        right__q <= right__d;
        c__q <= c__d;
        d__q <= d__d;
        pair__q <= pair__d;
        short__q <= short__d;
        ends_short__q <= ends_short__d;
        last__q <= last__d;
        pass__q <= pass__d;
        chain__q <= chain__d;
        text__q <= text__d;
        out__q <= out__d;
        out_valid__q <= out_valid__d;
    end

    always @* begin
        phase__d = phase__q;
        left__d = left__q;
        right__d = right__q;
        c__d = c__q;
        d__d = d__q;
        pair__d = pair__q;
        short__d = short__q;
        ends_short__d = ends_short__q;
        last__d = last__q;
        pass__d = pass__q;
        chain__d = chain__q;
        text__d = text__q;
        out__d = out__q;
        out_valid__d = out_valid__q;
        if (m_ready) begin
            out_valid__d = 1'h0;
        end
        if (ends) begin
            out_valid__d = 1'h1;
            phase__d = Phase__Idle;
            if (decrypt) begin
                out__d = fp__y ^ chain__q;
                chain__d = text__q;
            end else begin
                out__d = fp__y;
                chain__d = fp__y;
            end
        end
        if (load) begin
            chain__d = iv;
        end
        if (phase__q == Phase__Rounds) begin
            pair__d = pair__q + 3'h1;
            short__d = (pair__q == 3'h6) || last__q;
            ends_short__d = pair__q == 3'h2;
            last__d = pair__q == 3'h6;
            left__d = mixed;
            right__d = second_mixed;
            c__d = later_c;
            d__d = later_d;
            if (last__q) begin
                if (more) begin
                    left__d = second_mixed;
                    right__d = mixed;
                    c__d = new_c;
                    d__d = new_d;
                    pass__d = next_pass;
                end else begin
                    phase__d = Phase__Finish;
                end
            end
        end
        if (takes) begin
            phase__d = Phase__Rounds;
            text__d = s_data;
            left__d = permuted[63:32];
            right__d = permuted[31:0];
            c__d = new_c;
            d__d = new_d;
            pair__d = 3'h0;
            short__d = 1'h1;
            ends_short__d = 1'h0;
            last__d = 1'h0;
            pass__d = 2'h0;
        end
        if (reset) begin
            phase__d = Phase__Idle;
            out_valid__d = 1'h0;
        end
    end
    assign ends = (phase__q == Phase__Finish) && ~out_valid__q;
    assign s_ready = (phase__q == Phase__Idle) || ends;
    assign takes = s_valid && ((phase__q == Phase__Idle) || ends);
    assign fp__x = {right__q, left__q};
    assign m_data = out__q;
    assign m_valid = out_valid__q;
    assign more = triple && (pass__q != 2'h2);

    always @* begin
        next_pass = pass__q + 2'h1;
        if (phase__q != Phase__Rounds) begin
            next_pass = 2'h0;
        end
    end
    assign backward = decrypt ^ (pass__q == 2'h1);
    assign next_backward = decrypt ^ (next_pass == 2'h1);

    always @* begin
        next_key = key[191:128];
        if (triple) begin
            if (next_pass == 2'h1) begin
                next_key = key[127:64];
            end else if (decrypt ^ (next_pass == 2'h2)) begin
                next_key = key[63:0];
            end
        end
    end
    assign chosen = pc1__y;

    always @* begin
        new_c = chosen[55:28];
        new_d = chosen[27:0];
        if (~next_backward) begin
            new_c = {chosen[54:28], chosen[55]};
            new_d = {chosen[26:0], chosen[27]};
        end
    end

    always @* begin
        if (backward) begin
            second_c = {c__q[1:0], c__q[27:2]};
            second_d = {d__q[1:0], d__q[27:2]};
            if (short__q) begin
                second_c = {c__q[0], c__q[27:1]};
                second_d = {d__q[0], d__q[27:1]};
            end
        end else begin
            second_c = {c__q[25:0], c__q[27:26]};
            second_d = {d__q[25:0], d__q[27:26]};
            if (short__q) begin
                second_c = {c__q[26:0], c__q[27]};
                second_d = {d__q[26:0], d__q[27]};
            end
        end
    end

    always @* begin
        if (backward) begin
            later_c = {c__q[3:0], c__q[27:4]};
            later_d = {d__q[3:0], d__q[27:4]};
            if (short__q || ends_short__q) begin
                later_c = {c__q[2:0], c__q[27:3]};
                later_d = {d__q[2:0], d__q[27:3]};
            end
        end else begin
            later_c = {c__q[23:0], c__q[27:24]};
            later_d = {d__q[23:0], d__q[27:24]};
            if (short__q || ends_short__q) begin
                later_c = {c__q[24:0], c__q[27:25]};
                later_d = {d__q[24:0], d__q[27:25]};
            end
        end
    end
    assign pc2__x = {c__q, d__q};
    assign mixed = left__q ^ cipher__f;
    assign second_pc2__x = {second_c, second_d};
    assign second_mixed = right__q ^ second_cipher__f;

    always @* begin
        earlier = chain__q;
        if (phase__q == Phase__Finish) begin
            earlier = fp__y;
        end
        if (decrypt) begin
            earlier = 64'h0;
        end
    end
    assign ip__x = s_data ^ earlier;
    assign permuted = ip__y;
endmodule

// respite_card_fifo: respite_card.lane.pool.0.engines.0.hmac.sha1.feed.fifo
module respite_card_fifo (
    input  wire clock,
    input  wire wr,
    input  wire [4:0] wa,
    input  wire [31:0] wd,
    input  wire [4:0] ra,
    output reg  [31:0] rd
);
    (* ram_style = "distributed" *) reg [31:0] mem [0:31];
    integer i;
    initial begin
        for (i = 0; i <= 31; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_feed: respite_card.lane.pool.0.engines.0.hmac.sha1.feed
module respite_card_feed (
    input  wire clock,
    input  wire reset,
    input  wire [6:0] last_round,
    input  wire [6:0] last_turn,
    input  wire [31:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [31:0] word,
    output wire round,
    output wire [6:0] count,
    output wire [4:0] rounds,
    output wire [3:0] turns,
    output wire [2:0] adds,
    output wire idle
);
    localparam [1:0] Phase__Idle = 2'h0;
    localparam [1:0] Phase__Turn = 2'h1;
    localparam [1:0] Phase__Round = 2'h2;
    wire ready;
    wire starts;
    wire comes;
    wire goes;
    wire is_round;
    wire is_turn;
    wire is_sum;
    reg [4:0] put__d;
    reg [4:0] put__q;
    initial put__q = 5'h0;
    reg [4:0] got__d;
    reg [4:0] got__q;
    initial got__q = 5'h0;
    reg [5:0] level__d;
    reg [5:0] level__q;
    initial level__q = 6'h0;
    reg [1:0] phase__d;
    reg [1:0] phase__q;
    initial phase__q = 2'h0;
    reg [6:0] count_q__d;
    reg [6:0] count_q__q;
    initial count_q__q = 7'h0;
    reg loaded__d;
    reg loaded__q;
    initial loaded__q = 1'h0;
    reg [4:0] rounds_q__d;
    reg [4:0] rounds_q__q;
    initial rounds_q__q = 5'h0;
    reg [3:0] turns_q__d;
    reg [3:0] turns_q__q;
    initial turns_q__q = 4'h0;
    reg [2:0] adds_q__d;
    reg [2:0] adds_q__q;
    initial adds_q__q = 3'h0;

    respite_card_fifo fifo (
        .clock(clock),
        .wr(comes),
        .wa(put__q),
        .wd(s_data),
        .ra(got__q),
        .rd(word)
    );

    always @(posedge clock) begin
        put__q <= put__d;
        got__q <= got__d;
        level__q <= level__d;
        phase__q <= phase__d;
        count_q__q <= count_q__d;
        loaded__q <= loaded__d;
        rounds_q__q <= rounds_q__d;
        turns_q__q <= turns_q__d;
        adds_q__q <= adds_q__d;
    end

    always @* begin
        put__d = put__q;
        got__d = got__q;
        level__d = level__q;
        phase__d = phase__q;
        count_q__d = count_q__q;
        loaded__d = loaded__q;
        turns_q__d = turns_q__q;
        if (comes) begin
            put__d = put__q + 5'h1;
        end
        if (goes) begin
            got__d = got__q + 5'h1;
        end
        if (comes && ~goes) begin
            level__d = level__q + 6'h1;
        end else if (goes && ~comes) begin
            level__d = level__q - 6'h1;
        end
        case (phase__q)
            Phase__Idle: begin
                count_q__d = 7'h0;
                loaded__d = 1'h0;
                if (starts) begin
                    phase__d = Phase__Turn;
                end
            end
            Phase__Turn: begin
                count_q__d = count_q__q + 7'h1;
                if (count_q__q == last_turn) begin
                    count_q__d = 7'h0;
                    phase__d = Phase__Idle;
                    if (starts) begin
                        phase__d = Phase__Round;
                    end
                end
            end
            default: begin
                // Phase::Round
                count_q__d = count_q__q + 7'h1;
                if (count_q__q == last_round) begin
                    count_q__d = 7'h0;
                    loaded__d = 1'h1;
                    phase__d = Phase__Turn;
                end
            end
        endcase
        turns_q__d = {turns_q__q[2:0], is_turn};
        if (reset) begin
            phase__d = Phase__Idle;
            put__d = 5'h0;
            got__d = 5'h0;
            level__d = 6'h0;
            turns_q__d = 4'h0;
        end
    end

    always @* begin
        rounds_q__d = rounds_q__q;
        rounds_q__d = {rounds_q__q[3:0], is_round};
    end

    always @* begin
        adds_q__d = adds_q__q;
        adds_q__d = {adds_q__q[1:0], is_sum};
    end
    assign ready = ~level__q[5];
    assign s_ready = ready;
    assign comes = s_valid && ready;
    assign goes = (phase__q == Phase__Round) && (count_q__q < 7'h10);
    assign starts = level__q[4] || level__q[5];
    assign is_round = phase__q == Phase__Round;
    assign is_turn = phase__q == Phase__Turn;
    assign is_sum = is_turn && loaded__q;
    assign round = is_round;
    assign count = count_q__q;
    assign rounds = rounds_q__q;
    assign turns = turns_q__q;
    assign adds = adds_q__q;
    assign idle = (phase__q == Phase__Idle) && ~(|level__q) && ~(|turns_q__q);
endmodule

// respite_card_sha1: respite_card.lane.pool.0.engines.0.hmac.sha1
module respite_card_sha1 (
    input  wire clock,
    input  wire reset,
    input  wire mid,
    input  wire [31:0] mid_data,
    input  wire [31:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire idle,
    output wire [31:0] digest
);
    wire [31:0] parity;
    reg [31:0] word;
    reg [31:0] k;
    reg [31:0] first;
    reg [31:0] second;
    reg [31:0] mixed;
    reg [31:0] turned;
    wire shifts;
    wire [31:0] feed__word;
    wire feed__round;
    wire [6:0] feed__count;
    wire [4:0] feed__rounds;
    wire [3:0] feed__turns;
    wire [2:0] feed__adds;
    reg fresh0__d;
    reg fresh0__q;
    initial fresh0__q = 1'h0;
    reg [1:0] quarter0__d;
    reg [1:0] quarter0__q;
    initial quarter0__q = 2'h0;
    reg [1:0] quarter1__d;
    reg [1:0] quarter1__q;
    initial quarter1__q = 2'h0;
    reg [1:0] quarter2__d;
    reg [1:0] quarter2__q;
    initial quarter2__q = 2'h0;
    reg [1:0] quarter3__d;
    reg [1:0] quarter3__q;
    initial quarter3__q = 2'h0;
    reg [31:0] w__0__q;
    initial w__0__q = 32'h0;
    reg [31:0] w__1__q;
    initial w__1__q = 32'h0;
    reg [31:0] w__2__q;
    initial w__2__q = 32'h0;
    reg [31:0] w__3__q;
    initial w__3__q = 32'h0;
    reg [31:0] w__4__q;
    initial w__4__q = 32'h0;
    reg [31:0] w__5__q;
    initial w__5__q = 32'h0;
    reg [31:0] w__6__q;
    initial w__6__q = 32'h0;
    reg [31:0] w__7__q;
    initial w__7__q = 32'h0;
    reg [31:0] w__8__q;
    initial w__8__q = 32'h0;
    reg [31:0] w__9__q;
    initial w__9__q = 32'h0;
    reg [31:0] w__10__q;
    initial w__10__q = 32'h0;
    reg [31:0] w__11__q;
    initial w__11__q = 32'h0;
    reg [31:0] w__12__q;
    initial w__12__q = 32'h0;
    reg [31:0] w__13__q;
    initial w__13__q = 32'h0;
    reg [31:0] w__14__q;
    initial w__14__q = 32'h0;
    reg [31:0] w__15__q;
    initial w__15__q = 32'h0;
    reg [31:0] kw__d;
    reg [31:0] kw__q;
    initial kw__q = 32'h0;
    reg [31:0] to_a__d;
    reg [31:0] to_a__q;
    initial to_a__q = 32'h0;
    reg [31:0] a__d;
    reg [31:0] a__q;
    initial a__q = 32'h0;
    reg [31:0] b__d;
    reg [31:0] b__q;
    initial b__q = 32'h0;
    reg [31:0] c__d;
    reg [31:0] c__q;
    initial c__q = 32'h0;
    reg [31:0] d__d;
    reg [31:0] d__q;
    initial d__q = 32'h0;
    reg [31:0] h__0__d;
    reg [31:0] h__0__q;
    initial h__0__q = 32'h0;
    reg [31:0] h__1__d;
    reg [31:0] h__1__q;
    initial h__1__q = 32'h0;
    reg [31:0] h__2__d;
    reg [31:0] h__2__q;
    initial h__2__q = 32'h0;
    reg [31:0] h__3__d;
    reg [31:0] h__3__q;
    initial h__3__q = 32'h0;
    reg [31:0] h__4__d;
    reg [31:0] h__4__q;
    initial h__4__q = 32'h0;

    respite_card_feed feed (
        .clock(clock),
        .reset(reset),
        .last_round(7'h4f),
        .last_turn(7'h4),
        .s_data(s_data),
        .s_valid(s_valid),
        .s_ready(s_ready),
        .word(feed__word),
        .round(feed__round),
        .count(feed__count),
        .rounds(feed__rounds),
        .turns(feed__turns),
        .adds(feed__adds),
        .idle(idle)
    );

    always @(posedge clock) begin
        fresh0__q <= fresh0__d;
        quarter0__q <= quarter0__d;
        quarter1__q <= quarter1__d;
        quarter2__q <= quarter2__d;
        quarter3__q <= quarter3__d;
        w__0__q <= word;
        w__1__q <= w__0__q;
        w__2__q <= w__1__q;
        w__3__q <= w__2__q;
        w__4__q <= w__3__q;
        w__5__q <= w__4__q;
        w__6__q <= w__5__q;
        w__7__q <= w__6__q;
        w__8__q <= w__7__q;
        w__9__q <= w__8__q;
        w__10__q <= w__9__q;
        w__11__q <= w__10__q;
        w__12__q <= w__11__q;
        w__13__q <= w__12__q;
        w__14__q <= w__13__q;
        w__15__q <= w__14__q;
        kw__q <= kw__d;
        to_a__q <= to_a__d;
        a__q <= a__d;
        b__q <= b__d;
        c__q <= c__d;
        d__q <= d__d;
        h__0__q <= h__0__d;
        h__1__q <= h__1__d;
        h__2__q <= h__2__d;
        h__3__q <= h__3__d;
        h__4__q <= h__4__d;
    end

    always @* begin
        fresh0__d = fresh0__q;
        fresh0__d = feed__count < 7'h10;
    end

    always @* begin
        quarter0__d = quarter0__q;
        quarter0__d = 2'h3;
        if (feed__count < 7'h14) begin
            quarter0__d = 2'h0;
        end else if (feed__count < 7'h28) begin
            quarter0__d = 2'h1;
        end else if (feed__count < 7'h3c) begin
            quarter0__d = 2'h2;
        end
    end

    always @* begin
        quarter1__d = quarter1__q;
        quarter1__d = quarter0__q;
    end

    always @* begin
        quarter2__d = quarter2__q;
        quarter2__d = quarter1__q;
    end

    always @* begin
        quarter3__d = quarter3__q;
        quarter3__d = quarter2__q;
    end

    always @* begin
        kw__d = kw__q;
        kw__d = k + w__0__q;
    end

    always @* begin
        to_a__d = to_a__q;
        to_a__d = first + second;
    end

    always @* begin
        a__d = a__q;
        a__d = to_a__q + turned + mixed;
    end

    always @* begin
        b__d = b__q;
        b__d = a__q;
    end

    always @* begin
        c__d = c__q;
        mixed = b__q ^ c__q ^ d__q;
        if (quarter3__q == 2'h0) begin
            mixed = (b__q & c__q) ^ (~b__q & d__q);
        end else if (quarter3__q == 2'h2) begin
            mixed = (b__q & c__q) ^ (b__q & d__q) ^ (c__q & d__q);
        end
        turned = {a__q[26:0], a__q[31:27]};
        c__d = {b__q[1:0], b__q[31:2]};
        if (~feed__rounds[3]) begin
            mixed = 32'h0;
            turned = 32'h0;
            c__d = b__q;
        end
    end

    always @* begin
        d__d = d__q;
        d__d = c__q;
    end
    assign parity = w__2__q ^ w__7__q ^ w__13__q ^ w__15__q;

    always @* begin
        word = {parity[30:0], parity[31]};
        if (fresh0__q) begin
            word = feed__word;
        end
        if (~feed__rounds[0]) begin
            word = 32'h0;
        end
    end

    always @* begin
        k = 32'hca62c1d6;
        if (quarter1__q == 2'h0) begin
            k = 32'h5a827999;
        end else if (quarter1__q == 2'h1) begin
            k = 32'h6ed9eba1;
        end else if (quarter1__q == 2'h2) begin
            k = 32'h8f1bbcdc;
        end
    end

    always @* begin
        first = d__q;
        second = kw__q;
        if (~feed__rounds[2]) begin
            second = h__4__q;
            if (~feed__adds[2]) begin
                first = 32'h0;
            end
        end
    end
    assign shifts = feed__turns[2] || feed__turns[3];

    always @* begin
        h__0__d = h__0__q;
        h__1__d = h__1__q;
        h__2__d = h__2__q;
        h__3__d = h__3__q;
        h__4__d = h__4__q;
        if (shifts || mid) begin
            h__1__d = h__0__q;
            h__2__d = h__1__q;
            h__3__d = h__2__q;
            h__4__d = h__3__q;
            h__0__d = to_a__q;
        end
        if (mid) begin
            h__0__d = mid_data;
        end
    end
    assign digest = h__4__q;
endmodule

// respite_card_fifo_2: respite_card.lane.pool.0.engines.0.hmac.sha2.feed.fifo
module respite_card_fifo_2 (
    input  wire clock,
    input  wire wr,
    input  wire [4:0] wa,
    input  wire [63:0] wd,
    input  wire [4:0] ra,
    output reg  [63:0] rd
);
    (* ram_style = "distributed" *) reg [63:0] mem [0:31];
    integer i;
    initial begin
        for (i = 0; i <= 31; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_feed_2: respite_card.lane.pool.0.engines.0.hmac.sha2.feed
module respite_card_feed_2 (
    input  wire clock,
    input  wire reset,
    input  wire [6:0] last_round,
    input  wire [6:0] last_turn,
    input  wire [63:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [63:0] word,
    output wire round,
    output wire [6:0] count,
    output wire [4:0] rounds,
    output wire [3:0] turns,
    output wire [2:0] adds,
    output wire idle
);
    localparam [1:0] Phase__Idle = 2'h0;
    localparam [1:0] Phase__Turn = 2'h1;
    localparam [1:0] Phase__Round = 2'h2;
    wire ready;
    wire starts;
    wire comes;
    wire goes;
    wire is_round;
    wire is_turn;
    wire is_sum;
    reg [4:0] put__d;
    reg [4:0] put__q;
    initial put__q = 5'h0;
    reg [4:0] got__d;
    reg [4:0] got__q;
    initial got__q = 5'h0;
    reg [5:0] level__d;
    reg [5:0] level__q;
    initial level__q = 6'h0;
    reg [1:0] phase__d;
    reg [1:0] phase__q;
    initial phase__q = 2'h0;
    reg [6:0] count_q__d;
    reg [6:0] count_q__q;
    initial count_q__q = 7'h0;
    reg loaded__d;
    reg loaded__q;
    initial loaded__q = 1'h0;
    reg [4:0] rounds_q__d;
    reg [4:0] rounds_q__q;
    initial rounds_q__q = 5'h0;
    reg [3:0] turns_q__d;
    reg [3:0] turns_q__q;
    initial turns_q__q = 4'h0;
    reg [2:0] adds_q__d;
    reg [2:0] adds_q__q;
    initial adds_q__q = 3'h0;

    respite_card_fifo_2 fifo (
        .clock(clock),
        .wr(comes),
        .wa(put__q),
        .wd(s_data),
        .ra(got__q),
        .rd(word)
    );

    always @(posedge clock) begin
        put__q <= put__d;
        got__q <= got__d;
        level__q <= level__d;
        phase__q <= phase__d;
        count_q__q <= count_q__d;
        loaded__q <= loaded__d;
        rounds_q__q <= rounds_q__d;
        turns_q__q <= turns_q__d;
        adds_q__q <= adds_q__d;
    end

    always @* begin
        put__d = put__q;
        got__d = got__q;
        level__d = level__q;
        phase__d = phase__q;
        count_q__d = count_q__q;
        loaded__d = loaded__q;
        turns_q__d = turns_q__q;
        if (comes) begin
            put__d = put__q + 5'h1;
        end
        if (goes) begin
            got__d = got__q + 5'h1;
        end
        if (comes && ~goes) begin
            level__d = level__q + 6'h1;
        end else if (goes && ~comes) begin
            level__d = level__q - 6'h1;
        end
        case (phase__q)
            Phase__Idle: begin
                count_q__d = 7'h0;
                loaded__d = 1'h0;
                if (starts) begin
                    phase__d = Phase__Turn;
                end
            end
            Phase__Turn: begin
                count_q__d = count_q__q + 7'h1;
                if (count_q__q == last_turn) begin
                    count_q__d = 7'h0;
                    phase__d = Phase__Idle;
                    if (starts) begin
                        phase__d = Phase__Round;
                    end
                end
            end
            default: begin
                // Phase::Round
                count_q__d = count_q__q + 7'h1;
                if (count_q__q == last_round) begin
                    count_q__d = 7'h0;
                    loaded__d = 1'h1;
                    phase__d = Phase__Turn;
                end
            end
        endcase
        turns_q__d = {turns_q__q[2:0], is_turn};
        if (reset) begin
            phase__d = Phase__Idle;
            put__d = 5'h0;
            got__d = 5'h0;
            level__d = 6'h0;
            turns_q__d = 4'h0;
        end
    end

    always @* begin
        rounds_q__d = rounds_q__q;
        rounds_q__d = {rounds_q__q[3:0], is_round};
    end

    always @* begin
        adds_q__d = adds_q__q;
        adds_q__d = {adds_q__q[1:0], is_sum};
    end
    assign ready = ~level__q[5];
    assign s_ready = ready;
    assign comes = s_valid && ready;
    assign goes = (phase__q == Phase__Round) && (count_q__q < 7'h10);
    assign starts = level__q[4] || level__q[5];
    assign is_round = phase__q == Phase__Round;
    assign is_turn = phase__q == Phase__Turn;
    assign is_sum = is_turn && loaded__q;
    assign round = is_round;
    assign count = count_q__q;
    assign rounds = rounds_q__q;
    assign turns = turns_q__q;
    assign adds = adds_q__q;
    assign idle = (phase__q == Phase__Idle) && ~(|level__q) && ~(|turns_q__q);
endmodule

// respite_card_constants: respite_card.lane.pool.0.engines.0.hmac.sha2.constants
module respite_card_constants (
    input  wire clock,
    input  wire wide,
    input  wire [6:0] at,
    output reg  [63:0] k
);
    reg [63:0] word;
    always @* case (at)
            0: word = 64'h428a2f98d728ae22;
            1: word = 64'h7137449123ef65cd;
            2: word = 64'hb5c0fbcfec4d3b2f;
            3: word = 64'he9b5dba58189dbbc;
            4: word = 64'h3956c25bf348b538;
            5: word = 64'h59f111f1b605d019;
            6: word = 64'h923f82a4af194f9b;
            7: word = 64'hab1c5ed5da6d8118;
            8: word = 64'hd807aa98a3030242;
            9: word = 64'h12835b0145706fbe;
            10: word = 64'h243185be4ee4b28c;
            11: word = 64'h550c7dc3d5ffb4e2;
            12: word = 64'h72be5d74f27b896f;
            13: word = 64'h80deb1fe3b1696b1;
            14: word = 64'h9bdc06a725c71235;
            15: word = 64'hc19bf174cf692694;
            16: word = 64'he49b69c19ef14ad2;
            17: word = 64'hefbe4786384f25e3;
            18: word = 64'h0fc19dc68b8cd5b5;
            19: word = 64'h240ca1cc77ac9c65;
            20: word = 64'h2de92c6f592b0275;
            21: word = 64'h4a7484aa6ea6e483;
            22: word = 64'h5cb0a9dcbd41fbd4;
            23: word = 64'h76f988da831153b5;
            24: word = 64'h983e5152ee66dfab;
            25: word = 64'ha831c66d2db43210;
            26: word = 64'hb00327c898fb213f;
            27: word = 64'hbf597fc7beef0ee4;
            28: word = 64'hc6e00bf33da88fc2;
            29: word = 64'hd5a79147930aa725;
            30: word = 64'h06ca6351e003826f;
            31: word = 64'h142929670a0e6e70;
            32: word = 64'h27b70a8546d22ffc;
            33: word = 64'h2e1b21385c26c926;
            34: word = 64'h4d2c6dfc5ac42aed;
            35: word = 64'h53380d139d95b3df;
            36: word = 64'h650a73548baf63de;
            37: word = 64'h766a0abb3c77b2a8;
            38: word = 64'h81c2c92e47edaee6;
            39: word = 64'h92722c851482353b;
            40: word = 64'ha2bfe8a14cf10364;
            41: word = 64'ha81a664bbc423001;
            42: word = 64'hc24b8b70d0f89791;
            43: word = 64'hc76c51a30654be30;
            44: word = 64'hd192e819d6ef5218;
            45: word = 64'hd69906245565a910;
            46: word = 64'hf40e35855771202a;
            47: word = 64'h106aa07032bbd1b8;
            48: word = 64'h19a4c116b8d2d0c8;
            49: word = 64'h1e376c085141ab53;
            50: word = 64'h2748774cdf8eeb99;
            51: word = 64'h34b0bcb5e19b48a8;
            52: word = 64'h391c0cb3c5c95a63;
            53: word = 64'h4ed8aa4ae3418acb;
            54: word = 64'h5b9cca4f7763e373;
            55: word = 64'h682e6ff3d6b2b8a3;
            56: word = 64'h748f82ee5defb2fc;
            57: word = 64'h78a5636f43172f60;
            58: word = 64'h84c87814a1f0ab72;
            59: word = 64'h8cc702081a6439ec;
            60: word = 64'h90befffa23631e28;
            61: word = 64'ha4506cebde82bde9;
            62: word = 64'hbef9a3f7b2c67915;
            63: word = 64'hc67178f2e372532b;
            64: word = 64'hca273eceea26619c;
            65: word = 64'hd186b8c721c0c207;
            66: word = 64'heada7dd6cde0eb1e;
            67: word = 64'hf57d4f7fee6ed178;
            68: word = 64'h06f067aa72176fba;
            69: word = 64'h0a637dc5a2c898a6;
            70: word = 64'h113f9804bef90dae;
            71: word = 64'h1b710b35131c471b;
            72: word = 64'h28db77f523047d84;
            73: word = 64'h32caab7b40c72493;
            74: word = 64'h3c9ebe0a15c9bebc;
            75: word = 64'h431d67c49c100d4c;
            76: word = 64'h4cc5d4becb3e42b6;
            77: word = 64'h597f299cfc657e2a;
            78: word = 64'h5fcb6fab3ad6faec;
            79: word = 64'h6c44198c4a475817;
            default: word = 64'd0;
        endcase
    initial k = 64'd0;
    always @(posedge clock) k <= {word[63:32], word[31:0] & {32{wide}}};
endmodule

// respite_card_small0: respite_card.lane.pool.0.engines.0.hmac.sha2.small0
module respite_card_small0 (
    input  wire wide,
    input  wire [63:0] x,
    output reg  [63:0] y
);
    wire [63:0] full = {x[0:0], x[63:1]} ^ {x[7:0], x[63:8]} ^ {7'd0, x[63:7]};
    wire [31:0] half = {x[38:32], x[63:39]} ^ {x[49:32], x[63:50]} ^ {3'd0, x[63:35]};
    always @* y = wide ? full : {half, 32'd0};
endmodule

// respite_card_small1: respite_card.lane.pool.0.engines.0.hmac.sha2.small1
module respite_card_small1 (
    input  wire wide,
    input  wire [63:0] x,
    output reg  [63:0] y
);
    wire [63:0] full = {x[18:0], x[63:19]} ^ {x[60:0], x[63:61]} ^ {6'd0, x[63:6]};
    wire [31:0] half = {x[48:32], x[63:49]} ^ {x[50:32], x[63:51]} ^ {10'd0, x[63:42]};
    always @* y = wide ? full : {half, 32'd0};
endmodule

// respite_card_big0: respite_card.lane.pool.0.engines.0.hmac.sha2.big0
module respite_card_big0 (
    input  wire wide,
    input  wire [63:0] x,
    output reg  [63:0] y
);
    wire [63:0] full = {x[27:0], x[63:28]} ^ {x[33:0], x[63:34]} ^ {x[38:0], x[63:39]};
    wire [31:0] half = {x[33:32], x[63:34]} ^ {x[44:32], x[63:45]} ^ {x[53:32], x[63:54]};
    always @* y = wide ? full : {half, 32'd0};
endmodule

// respite_card_big1: respite_card.lane.pool.0.engines.0.hmac.sha2.big1
module respite_card_big1 (
    input  wire wide,
    input  wire [63:0] x,
    output reg  [63:0] y
);
    wire [63:0] full = {x[13:0], x[63:14]} ^ {x[17:0], x[63:18]} ^ {x[40:0], x[63:41]};
    wire [31:0] half = {x[37:32], x[63:38]} ^ {x[42:32], x[63:43]} ^ {x[56:32], x[63:57]};
    always @* y = wide ? full : {half, 32'd0};
endmodule

// respite_card_sha2: respite_card.lane.pool.0.engines.0.hmac.sha2
module respite_card_sha2 (
    input  wire clock,
    input  wire reset,
    input  wire wide,
    input  wire mid,
    input  wire [63:0] mid_data,
    input  wire [63:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire idle,
    output wire [63:0] digest
);
    reg [63:0] word;
    reg [63:0] scheduled;
    reg [63:0] e_other;
    reg [63:0] t1_state;
    reg [63:0] e_state;
    reg [63:0] choice;
    reg [63:0] sum1;
    reg [63:0] majority;
    reg [63:0] sum0;
    wire shifts;
    wire shifts_then;
    reg [6:0] feed__last_round;
    wire [63:0] feed__word;
    wire feed__round;
    wire [6:0] feed__count;
    wire [4:0] feed__rounds;
    wire [3:0] feed__turns;
    wire [2:0] feed__adds;
    wire [63:0] constants__k;
    wire [63:0] small0__y;
    wire [63:0] small1__y;
    wire [63:0] big0__y;
    wire [63:0] big1__y;
    reg is_wide__d;
    reg is_wide__q;
    initial is_wide__q = 1'h0;
    reg fresh0__d;
    reg fresh0__q;
    initial fresh0__q = 1'h0;
    reg later0__d;
    reg later0__q;
    initial later0__q = 1'h0;
    reg [6:0] count0__d;
    reg [6:0] count0__q;
    initial count0__q = 7'h0;
    reg [63:0] w__0__q;
    initial w__0__q = 64'h0;
    reg [63:0] w__1__q;
    initial w__1__q = 64'h0;
    reg [63:0] w__2__q;
    initial w__2__q = 64'h0;
    reg [63:0] w__3__q;
    initial w__3__q = 64'h0;
    reg [63:0] w__4__q;
    initial w__4__q = 64'h0;
    reg [63:0] w__5__q;
    initial w__5__q = 64'h0;
    reg [63:0] w__6__q;
    initial w__6__q = 64'h0;
    reg [63:0] w__7__q;
    initial w__7__q = 64'h0;
    reg [63:0] w__8__q;
    initial w__8__q = 64'h0;
    reg [63:0] w__9__q;
    initial w__9__q = 64'h0;
    reg [63:0] w__10__q;
    initial w__10__q = 64'h0;
    reg [63:0] w__11__q;
    initial w__11__q = 64'h0;
    reg [63:0] w__12__q;
    initial w__12__q = 64'h0;
    reg [63:0] w__13__q;
    initial w__13__q = 64'h0;
    reg [63:0] w__14__q;
    initial w__14__q = 64'h0;
    reg [63:0] sigma0__d;
    reg [63:0] sigma0__q;
    initial sigma0__q = 64'h0;
    reg [63:0] sigma1__d;
    reg [63:0] sigma1__q;
    initial sigma1__q = 64'h0;
    reg [63:0] partial__d;
    reg [63:0] partial__q;
    initial partial__q = 64'h0;
    reg [63:0] kw__d;
    reg [63:0] kw__q;
    initial kw__q = 64'h0;
    reg [63:0] h3__d;
    reg [63:0] h3__q;
    initial h3__q = 64'h0;
    reg [63:0] h7__d;
    reg [63:0] h7__q;
    initial h7__q = 64'h0;
    reg [63:0] t1_part__d;
    reg [63:0] t1_part__q;
    initial t1_part__q = 64'h0;
    reg [63:0] e_part__d;
    reg [63:0] e_part__q;
    initial e_part__q = 64'h0;
    reg [63:0] to_t1__d;
    reg [63:0] to_t1__q;
    initial to_t1__q = 64'h0;
    reg [63:0] to_e__d;
    reg [63:0] to_e__q;
    initial to_e__q = 64'h0;
    reg [63:0] t1__d;
    reg [63:0] t1__q;
    initial t1__q = 64'h0;
    reg [63:0] a__d;
    reg [63:0] a__q;
    initial a__q = 64'h0;
    reg [63:0] b__d;
    reg [63:0] b__q;
    initial b__q = 64'h0;
    reg [63:0] c__d;
    reg [63:0] c__q;
    initial c__q = 64'h0;
    reg [63:0] e__d;
    reg [63:0] e__q;
    initial e__q = 64'h0;
    reg [63:0] f__d;
    reg [63:0] f__q;
    initial f__q = 64'h0;
    reg [63:0] g__d;
    reg [63:0] g__q;
    initial g__q = 64'h0;
    reg [63:0] h__0__d;
    reg [63:0] h__0__q;
    initial h__0__q = 64'h0;
    reg [63:0] h__1__d;
    reg [63:0] h__1__q;
    initial h__1__q = 64'h0;
    reg [63:0] h__2__d;
    reg [63:0] h__2__q;
    initial h__2__q = 64'h0;
    reg [63:0] h__3__d;
    reg [63:0] h__3__q;
    initial h__3__q = 64'h0;
    reg [63:0] h__4__d;
    reg [63:0] h__4__q;
    initial h__4__q = 64'h0;
    reg [63:0] h__5__d;
    reg [63:0] h__5__q;
    initial h__5__q = 64'h0;
    reg [63:0] h__6__d;
    reg [63:0] h__6__q;
    initial h__6__q = 64'h0;
    reg [63:0] h__7__d;
    reg [63:0] h__7__q;
    initial h__7__q = 64'h0;

    respite_card_feed_2 feed (
        .clock(clock),
        .reset(reset),
        .last_round(feed__last_round),
        .last_turn(7'h3),
        .s_data(s_data),
        .s_valid(s_valid),
        .s_ready(s_ready),
        .word(feed__word),
        .round(feed__round),
        .count(feed__count),
        .rounds(feed__rounds),
        .turns(feed__turns),
        .adds(feed__adds),
        .idle(idle)
    );

    respite_card_constants constants (
        .clock(clock),
        .wide(is_wide__q),
        .at(count0__q),
        .k(constants__k)
    );

    respite_card_small0 small0 (
        .wide(is_wide__q),
        .x(w__12__q),
        .y(small0__y)
    );

    respite_card_small1 small1 (
        .wide(is_wide__q),
        .x(w__0__q),
        .y(small1__y)
    );

    respite_card_big0 big0 (
        .wide(is_wide__q),
        .x(a__q),
        .y(big0__y)
    );

    respite_card_big1 big1 (
        .wide(is_wide__q),
        .x(e__q),
        .y(big1__y)
    );

    always @(posedge clock) begin
        is_wide__q <= is_wide__d;
        fresh0__q <= fresh0__d;
        later0__q <= later0__d;
        count0__q <= count0__d;
        w__0__q <= word + scheduled;
        w__1__q <= w__0__q;
        w__2__q <= w__1__q;
        w__3__q <= w__2__q;
        w__4__q <= w__3__q;
        w__5__q <= w__4__q;
        w__6__q <= w__5__q;
        w__7__q <= w__6__q;
        w__8__q <= w__7__q;
        w__9__q <= w__8__q;
        w__10__q <= w__9__q;
        w__11__q <= w__10__q;
        w__12__q <= w__11__q;
        w__13__q <= w__12__q;
        w__14__q <= w__13__q;
        sigma0__q <= sigma0__d;
        sigma1__q <= sigma1__d;
        partial__q <= partial__d;
        kw__q <= kw__d;
        h3__q <= h3__d;
        h7__q <= h7__d;
        t1_part__q <= t1_part__d;
        e_part__q <= e_part__d;
        to_t1__q <= to_t1__d;
        to_e__q <= to_e__d;
        t1__q <= t1__d;
        a__q <= a__d;
        b__q <= b__d;
        c__q <= c__d;
        e__q <= e__d;
        f__q <= f__d;
        g__q <= g__d;
        h__0__q <= h__0__d;
        h__1__q <= h__1__d;
        h__2__q <= h__2__d;
        h__3__q <= h__3__d;
        h__4__q <= h__4__d;
        h__5__q <= h__5__d;
        h__6__q <= h__6__d;
        h__7__q <= h__7__d;
    end

    always @* begin
        is_wide__d = is_wide__q;
        is_wide__d = wide;
    end

    always @* begin
        fresh0__d = fresh0__q;
        later0__d = later0__q;
        count0__d = count0__q;
        fresh0__d = 1'h0;
        later0__d = 1'h0;
        count0__d = 7'h7f;
        if (feed__round) begin
            fresh0__d = feed__count < 7'h10;
            later0__d = feed__count >= 7'h10;
            count0__d = feed__count;
        end
    end

    always @* begin
        sigma0__d = sigma0__q;
        sigma0__d = small0__y;
    end

    always @* begin
        sigma1__d = sigma1__q;
        sigma1__d = small1__y;
    end

    always @* begin
        partial__d = partial__q;
        partial__d = sigma0__q + w__14__q + w__5__q;
    end

    always @* begin
        kw__d = kw__q;
        kw__d = constants__k + w__0__q;
    end

    always @* begin
        h3__d = h3__q;
        h7__d = h7__q;
        h3__d = h__3__q;
        h7__d = h__7__q;
        if (shifts || shifts_then) begin
            h3__d = h__2__q;
            h7__d = h__6__q;
        end
        if (shifts && shifts_then) begin
            h3__d = h__1__q;
            h7__d = h__5__q;
        end
        if (feed__rounds[0]) begin
            h3__d = 64'h0;
            h7__d = 64'h0;
        end
    end

    always @* begin
        t1_part__d = t1_part__q;
        t1_part__d = t1_state + h3__q;
    end

    always @* begin
        e_part__d = e_part__q;
        e_part__d = e_state + e_other;
    end

    always @* begin
        to_t1__d = to_t1__q;
        to_t1__d = t1_part__q + kw__q;
    end

    always @* begin
        to_e__d = to_e__q;
        to_e__d = e_part__q + kw__q;
    end

    always @* begin
        t1__d = t1__q;
        t1__d = to_t1__q + sum1 + choice;
    end

    always @* begin
        a__d = a__q;
        a__d = t1__q + sum0 + majority;
    end

    always @* begin
        b__d = b__q;
        b__d = a__q;
    end

    always @* begin
        c__d = c__q;
        c__d = b__q;
    end

    always @* begin
        e__d = e__q;
        e__d = to_e__q + sum1 + choice;
    end

    always @* begin
        f__d = f__q;
        f__d = e__q;
    end

    always @* begin
        g__d = g__q;
        g__d = f__q;
    end

    always @* begin
        feed__last_round = 7'h4f;
        if (~is_wide__q) begin
            feed__last_round = 7'h3f;
        end
    end

    always @* begin
        word = 64'h0;
        scheduled = 64'h0;
        if (fresh0__q) begin
            word = feed__word;
        end
        if (later0__q) begin
            word = partial__q;
            scheduled = sigma1__q;
        end
    end
    assign shifts = feed__turns[2] || feed__turns[3];
    assign shifts_then = feed__turns[1] || feed__turns[2];

    always @* begin
        t1_state = 64'h0;
        e_state = 64'h0;
        e_other = h7__q;
        if (feed__adds[1]) begin
            t1_state = a__q;
            e_state = f__q;
        end
        if (feed__rounds[1]) begin
            e_other = a__q;
            t1_state = f__q;
            e_state = f__q;
        end
    end

    always @* begin
        sum1 = big1__y;
        choice = (e__q & f__q) ^ (~e__q & g__q);
        if (~feed__rounds[3]) begin
            sum1 = 64'h0;
            choice = 64'h0;
        end
    end

    always @* begin
        sum0 = big0__y;
        majority = (a__q & b__q) ^ (a__q & c__q) ^ (b__q & c__q);
        if (~feed__rounds[4]) begin
            sum0 = 64'h0;
            majority = 64'h0;
        end
    end

    always @* begin
        h__0__d = h__0__q;
        h__1__d = h__1__q;
        h__2__d = h__2__q;
        h__3__d = h__3__q;
        h__4__d = h__4__q;
        h__5__d = h__5__q;
        h__6__d = h__6__q;
        h__7__d = h__7__q;
        if (shifts || mid) begin
            h__1__d = h__0__q;
            h__2__d = h__1__q;
            h__3__d = h__2__q;
            h__4__d = h__3__q;
            h__5__d = h__4__q;
            h__6__d = h__5__q;
            h__7__d = h__6__q;
            h__0__d = to_t1__q;
        end
        if (shifts) begin
            h__4__d = to_e__q;
        end
        if (mid) begin
            h__0__d = mid_data;
        end
    end
    assign digest = h__7__q;
endmodule

// respite_card_digest: respite_card.lane.pool.0.engines.0.hmac.digest
module respite_card_digest (
    input  wire clock,
    input  wire wr,
    input  wire [2:0] wa,
    input  wire [63:0] wd,
    input  wire [2:0] ra,
    output reg  [63:0] rd
);
    (* ram_style = "distributed" *) reg [63:0] mem [0:7];
    integer i;
    initial begin
        for (i = 0; i <= 7; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_hmac: respite_card.lane.pool.0.engines.0.hmac
module respite_card_hmac (
    input  wire clock,
    input  wire reset,
    input  wire start,
    output wire idle,
    input  wire [1:0] alg,
    output wire [3:0] mid_at,
    input  wire [63:0] mid_data,
    input  wire [63:0] s_data,
    input  wire [3:0] s_octets,
    input  wire s_last,
    input  wire s_valid,
    output wire s_ready,
    output wire [255:0] icv,
    output wire m_valid,
    input  wire m_ready
);
    localparam [2:0] Phase__Idle = 3'h0;
    localparam [2:0] Phase__Load = 3'h1;
    localparam [2:0] Phase__Message = 3'h2;
    localparam [2:0] Phase__Digest = 3'h3;
    localparam [2:0] Phase__Pad = 3'h4;
    localparam [2:0] Phase__Drain = 3'h5;
    localparam [2:0] Phase__Save = 3'h6;
    localparam [2:0] Phase__Done = 3'h7;
    wire wide;
    wire is_sha1;
    reg core_ready;
    reg core_idle;
    reg [63:0] core_digest;
    wire free;
    reg emits;
    reg [63:0] emitted;
    reg whole;
    reg [63:0] tail;
    wire [63:0] marks;
    reg [63:0] keeps;
    wire [5:0] bits_left;
    reg [3:0] words;
    reg [63:0] length;
    wire takes;
    reg write;
    reg [63:0] part;
    reg saves;
    wire sha1__mid;
    wire sha1__s_valid;
    wire sha1__s_ready;
    wire sha1__idle;
    wire [31:0] sha1__digest;
    wire sha2__mid;
    wire sha2__s_valid;
    wire sha2__s_ready;
    wire sha2__idle;
    wire [63:0] sha2__digest;
    wire [63:0] digest__rd;
    reg [1:0] hash__d;
    reg [1:0] hash__q;
    initial hash__q = 2'h0;
    reg [2:0] phase__d;
    reg [2:0] phase__q;
    initial phase__q = 3'h0;
    reg outer__d;
    reg outer__q;
    initial outer__q = 1'h0;
    reg [3:0] count__d;
    reg [3:0] count__q;
    initial count__q = 4'h0;
    reg [63:0] hold__d;
    reg [63:0] hold__q;
    initial hold__q = 64'h0;
    reg [3:0] left__d;
    reg [3:0] left__q;
    initial left__q = 4'h0;
    reg ending__d;
    reg ending__q;
    initial ending__q = 1'h0;
    reg [16:0] octets__d;
    reg [16:0] octets__q;
    initial octets__q = 17'h0;
    reg [63:0] word__d;
    reg [63:0] word__q;
    initial word__q = 64'h0;
    reg word_valid__d;
    reg word_valid__q;
    initial word_valid__q = 1'h0;
    reg [3:0] place__d;
    reg [3:0] place__q;
    initial place__q = 4'h0;
    reg fits__d;
    reg fits__q;
    initial fits__q = 1'h0;
    reg [255:0] icv_q__d;
    reg [255:0] icv_q__q;
    initial icv_q__q = 256'h0;
    reg [2:0] which__d;
    reg [2:0] which__q;
    initial which__q = 3'h0;

    respite_card_sha1 sha1 (
        .clock(clock),
        .reset(reset),
        .mid(sha1__mid),
        .mid_data(mid_data[63:32]),
        .s_data(word__q[63:32]),
        .s_valid(sha1__s_valid),
        .s_ready(sha1__s_ready),
        .idle(sha1__idle),
        .digest(sha1__digest)
    );

    respite_card_sha2 sha2 (
        .clock(clock),
        .reset(reset),
        .wide(wide),
        .mid(sha2__mid),
        .mid_data(mid_data),
        .s_data(word__q),
        .s_valid(sha2__s_valid),
        .s_ready(sha2__s_ready),
        .idle(sha2__idle),
        .digest(sha2__digest)
    );

    respite_card_digest digest (
        .clock(clock),
        .wr(saves),
        .wa(which__q),
        .wd(core_digest),
        .ra(count__d[2:0]),
        .rd(digest__rd)
    );

    always @(posedge clock) begin
        hash__q <= hash__d;
        phase__q <= phase__d;
        outer__q <= outer__d;
        count__q <= count__d;
        hold__q <= hold__d;
        left__q <= left__d;
        ending__q <= ending__d;
        octets__q <= octets__d;
        word__q <= word__d;
        word_valid__q <= word_valid__d;
        place__q <= place__d;
        fits__q <= fits__d;
        icv_q__q <= icv_q__d;
        which__q <= which__d;
    end

    always @* begin
        phase__d = phase__q;
        outer__d = outer__q;
        count__d = count__q;
        hold__d = hold__q;
        left__d = left__q;
        ending__d = ending__q;
        octets__d = octets__q;
        word__d = word__q;
        word_valid__d = word_valid__q;
        place__d = place__q;
        fits__d = fits__q;
        which__d = which__q;
        if (core_ready) begin
            word_valid__d = 1'h0;
        end
        emits = 1'h0;
        emitted = 64'h0;
        write = 1'h0;
        saves = 1'h0;
        case (phase__q)
            Phase__Idle: begin
                outer__d = 1'h0;
                ending__d = 1'h0;
                left__d = 4'h0;
                count__d = 4'h0;
                if (start) begin
                    phase__d = Phase__Load;
                end
            end
            Phase__Load: begin
                write = |count__q;
                if (~outer__q) begin
                    octets__d = 17'h40;
                    if (wide) begin
                        octets__d = 17'h80;
                    end
                end
                count__d = count__q + 4'h1;
                if (count__q == 4'h8) begin
                    count__d = 4'h0;
                    phase__d = Phase__Message;
                    if (outer__q) begin
                        phase__d = Phase__Digest;
                    end
                end
            end
            Phase__Message: begin
                if (takes && s_valid) begin
                    hold__d = s_data;
                    left__d = s_octets;
                    ending__d = s_last;
                    octets__d = octets__q + {13'h0, s_octets};
                end
                if ((whole || ending__q) && free) begin
                    emits = 1'h1;
                    emitted = tail;
                    hold__d = {hold__q[31:0], 32'h0};
                    left__d = left__q - 4'h4;
                    if (wide) begin
                        left__d = 4'h0;
                    end
                    if (~whole) begin
                        left__d = 4'h0;
                        phase__d = Phase__Pad;
                    end
                end
            end
            Phase__Digest: begin
                if (free) begin
                    emits = 1'h1;
                    emitted = digest__rd;
                    count__d = count__q + 4'h1;
                    if (count__q == words) begin
                        emitted = 64'h8000000000000000;
                        phase__d = Phase__Pad;
                    end
                end
            end
            Phase__Pad: begin
                if (free) begin
                    emits = 1'h1;
                    fits__d = place__q == 4'he;
                    if ((place__q == 4'hf) && fits__q) begin
                        emitted = length;
                        phase__d = Phase__Drain;
                    end
                end
            end
            Phase__Drain: begin
                count__d = 4'h0;
                which__d = 3'h7;
                if (is_sha1) begin
                    which__d = 3'h4;
                end
                if (~word_valid__q && core_idle) begin
                    phase__d = Phase__Save;
                end
            end
            Phase__Save: begin
                saves = 1'h1;
                which__d = which__q - 3'h1;
                count__d = count__q + 4'h1;
                if (count__q == 4'h7) begin
                    count__d = 4'h0;
                    outer__d = 1'h1;
                    octets__d = 17'h60;
                    if (is_sha1) begin
                        octets__d = 17'h54;
                    end else if (hash__q == 2'h2) begin
                        octets__d = 17'hb0;
                    end else if (hash__q == 2'h3) begin
                        octets__d = 17'hc0;
                    end
                    phase__d = Phase__Load;
                    if (outer__q) begin
                        phase__d = Phase__Done;
                    end
                end
            end
            default: begin
                // Phase::Done
                if (m_ready) begin
                    phase__d = Phase__Idle;
                end
            end
        endcase
        if (phase__q != Phase__Pad) begin
            fits__d = 1'h0;
        end
        if (emits) begin
            word__d = emitted;
            word_valid__d = 1'h1;
            place__d = place__q + 4'h1;
        end
        if (reset) begin
            phase__d = Phase__Idle;
            word_valid__d = 1'h0;
            place__d = 4'h0;
        end
    end

    always @* begin
        icv_q__d = icv_q__q;
        if (saves && ~which__q[2]) begin
            if (wide) begin
                icv_q__d = {part, icv_q__q[255:64]};
            end else begin
                icv_q__d = {part[63:32], icv_q__q[255:160], 128'h0};
            end
        end
    end

    always @* begin
        hash__d = hash__q;
        hash__d = alg;
    end
    assign wide = hash__q[1];
    assign is_sha1 = hash__q == 2'h0;
    assign sha1__s_valid = word_valid__q && is_sha1;
    assign sha2__s_valid = word_valid__q && ~is_sha1;

    always @* begin
        core_ready = sha2__s_ready;
        core_idle = sha2__idle;
        core_digest = sha2__digest;
        if (is_sha1) begin
            core_ready = sha1__s_ready;
            core_idle = sha1__idle;
            core_digest = {sha1__digest, 32'h0};
        end
    end
    assign free = ~word_valid__q || core_ready;

    always @* begin
        whole = left__q >= 4'h4;
        keeps = 64'hffffffff00000000;
        if (wide) begin
            whole = left__q >= 4'h8;
            keeps = 64'hffffffffffffffff;
        end
    end
    assign bits_left = {left__q[2:0], 3'h0};
    assign marks = 64'h8000000000000000 >> bits_left;

    always @* begin
        tail = (hold__q & ~(64'hffffffffffffffff >> bits_left)) | marks;
        if (whole) begin
            tail = hold__q & keeps;
        end
    end

    always @* begin
        words = 4'h8;
        if (is_sha1) begin
            words = 4'h5;
        end else if (hash__q == 2'h2) begin
            words = 4'h6;
        end
    end

    always @* begin
        length = {12'h0, octets__q, 35'h0};
        if (wide) begin
            length = {44'h0, octets__q, 3'h0};
        end
    end
    assign takes = (phase__q == Phase__Message) && ~(|left__q) && ~ending__q;
    assign s_ready = takes;
    assign mid_at = {outer__q, ~count__q[2:0]};
    assign sha1__mid = (write || saves) && is_sha1;
    assign sha2__mid = (write || saves) && ~is_sha1;

    always @* begin
        part = core_digest;
        if ((which__q == 3'h3) && ~hash__q[0]) begin
            part = 64'h0;
        end
    end
    assign icv = icv_q__q;
    assign m_valid = phase__q == Phase__Done;
    assign idle = phase__q == Phase__Idle;
endmodule

// respite_card_engines: respite_card.lane.pool.0.engines.0
module respite_card_engines (
    input  wire clock,
    input  wire reset,
    input  wire [312:0] job,
    input  wire start,
    input  wire [127:0] mac,
    output wire idle,
    output wire ok,
    input  wire w_wr,
    input  wire [9:0] w_at,
    input  wire [127:0] w_data,
    input  wire [9:0] r_at,
    output wire [127:0] r_data,
    input  wire mid_wr,
    input  wire [2:0] mid_at,
    input  wire [127:0] mid_data
);
    localparam [1:0] Phase__Idle = 2'h0;
    localparam [1:0] Phase__Run = 2'h1;
    localparam [1:0] Phase__Judge = 2'h2;
    localparam [1:0] Phase__Settle = 2'h3;
    wire is_null;
    wire is_aes;
    wire [13:0] total;
    reg [10:0] iv_words;
    wire [127:0] row;
    reg [63:0] c_read;
    reg [63:0] h_read;
    wire c_full;
    wire c_issue;
    wire loads;
    wire offers;
    reg [127:0] iv;
    reg s_ready;
    reg m_valid;
    reg [127:0] m_data;
    wire o_writes;
    reg [10:0] icv_at;
    wire blanks;
    reg [63:0] visible;
    reg h_issue;
    reg [10:0] at;
    wire raised;
    reg [9:0] units;
    reg [255:0] found;
    reg [63:0] judged;
    reg [3:0] enable;
    reg [9:0] wa;
    reg [127:0] wd;
    reg [63:0] narrow;
    wire [63:0] top;
    reg stores;
    reg [1:0] halves;
    reg [10:0] to;
    wire wide;
    wire [3:0] want;
    reg [2:0] mid_row;
    reg [63:0] mid;
    reg [31:0] quarter;
    wire [31:0] packet__0__rd;
    wire [31:0] packet__1__rd;
    wire [31:0] packet__2__rd;
    wire [31:0] packet__3__rd;
    wire [127:0] midstates__rd;
    reg [1:0] piece__d;
    reg [1:0] piece__q;
    initial piece__q = 2'h0;
    wire aes__load;
    wire aes__decrypt;
    wire aes__s_valid;
    wire aes__s_ready;
    wire [127:0] aes__m_data;
    wire aes__m_valid;
    wire aes__m_ready;
    wire des__0__load;
    wire des__0__decrypt;
    wire des__0__s_valid;
    wire des__0__s_ready;
    wire [63:0] des__0__m_data;
    wire des__0__m_valid;
    wire des__0__m_ready;
    wire hmac__start;
    wire hmac__idle;
    wire [3:0] hmac__mid_at;
    reg [63:0] hmac__s_data;
    reg [3:0] hmac__s_octets;
    reg hmac__s_last;
    wire hmac__s_valid;
    wire hmac__s_ready;
    wire [255:0] hmac__icv;
    wire hmac__m_valid;
    reg [1:0] phase__d;
    reg [1:0] phase__q;
    initial phase__q = 2'h0;
    reg good__d;
    reg good__q;
    initial good__q = 1'h0;
    reg turn__d;
    reg turn__q;
    initial turn__q = 1'h0;
    reg [10:0] c_at__d;
    reg [10:0] c_at__q;
    initial c_at__q = 11'h0;
    reg c_flight__d;
    reg c_flight__q;
    initial c_flight__q = 1'h0;
    reg [127:0] c_word__d;
    reg [127:0] c_word__q;
    initial c_word__q = 128'h0;
    reg [1:0] c_have__d;
    reg [1:0] c_have__q;
    initial c_have__q = 2'h0;
    reg c_iv__d;
    reg c_iv__q;
    initial c_iv__q = 1'h0;
    reg load__d;
    reg load__q;
    initial load__q = 1'h0;
    reg [10:0] o_at__d;
    reg [10:0] o_at__q;
    initial o_at__q = 11'h0;
    reg [127:0] o_word__d;
    reg [127:0] o_word__q;
    initial o_word__q = 128'h0;
    reg [1:0] o_left__d;
    reg [1:0] o_left__q;
    initial o_left__q = 2'h0;
    reg o_free__d;
    reg o_free__q;
    initial o_free__q = 1'h0;
    reg ciphered__d;
    reg ciphered__q;
    initial ciphered__q = 1'h0;
    reg [10:0] h_at__d;
    reg [10:0] h_at__q;
    initial h_at__q = 11'h0;
    reg h_flight__d;
    reg h_flight__q;
    initial h_flight__q = 1'h0;
    reg [63:0] h_word__d;
    reg [63:0] h_word__q;
    initial h_word__q = 64'h0;
    reg h_valid__d;
    reg h_valid__q;
    initial h_valid__q = 1'h0;
    reg h_ends__d;
    reg h_ends__q;
    initial h_ends__q = 1'h0;
    reg h_last__d;
    reg h_last__q;
    initial h_last__q = 1'h0;
    reg h_over__d;
    reg h_over__q;
    initial h_over__q = 1'h0;
    reg h_there__d;
    reg h_there__q;
    initial h_there__q = 1'h0;
    reg h_extra__d;
    reg h_extra__q;
    initial h_extra__q = 1'h0;
    reg [319:0] icv__d;
    reg [319:0] icv__q;
    initial icv__q = 320'h0;
    reg [9:0] mask__d;
    reg [9:0] mask__q;
    initial mask__q = 10'h0;
    reg [63:0] difference__d;
    reg [63:0] difference__q;
    initial difference__q = 64'h0;
    reg [9:0] blank__d;
    reg [9:0] blank__q;
    initial blank__q = 10'h0;
    reg [10:0] full__d;
    reg [10:0] full__q;
    initial full__q = 11'h0;
    reg [10:0] last__d;
    reg [10:0] last__q;
    initial last__q = 11'h0;
    reg [2:0] rest__d;
    reg [2:0] rest__q;
    initial rest__q = 3'h0;
    reg odd__d;
    reg odd__q;
    initial odd__q = 1'h0;
    reg [1:0] need__d;
    reg [1:0] need__q;
    initial need__q = 2'h0;

    respite_card_packet packet__0 (
        .clock(clock),
        .wr(enable[3]),
        .wa(wa),
        .wd(wd[127:96]),
        .ra(at[10:1]),
        .rd(packet__0__rd)
    );

    respite_card_packet packet__1 (
        .clock(clock),
        .wr(enable[2]),
        .wa(wa),
        .wd(wd[95:64]),
        .ra(at[10:1]),
        .rd(packet__1__rd)
    );

    respite_card_packet packet__2 (
        .clock(clock),
        .wr(enable[1]),
        .wa(wa),
        .wd(wd[63:32]),
        .ra(at[10:1]),
        .rd(packet__2__rd)
    );

    respite_card_packet packet__3 (
        .clock(clock),
        .wr(enable[0]),
        .wa(wa),
        .wd(wd[31:0]),
        .ra(at[10:1]),
        .rd(packet__3__rd)
    );

    respite_card_midstates midstates (
        .clock(clock),
        .wr(mid_wr),
        .wa(mid_at),
        .wd(mid_data),
        .ra(mid_row),
        .rd(midstates__rd)
    );

    respite_card_aes_2 aes (
        .clock(clock),
        .reset(reset),
        .load(aes__load),
        .iv(iv),
        .key(job[262:7]),
        .size(job[4:3]),
        .decrypt(aes__decrypt),
        .s_data(c_word__q),
        .s_valid(aes__s_valid),
        .s_ready(aes__s_ready),
        .m_data(aes__m_data),
        .m_valid(aes__m_valid),
        .m_ready(aes__m_ready)
    );

    respite_card_des des__0 (
        .clock(clock),
        .reset(reset),
        .load(des__0__load),
        .iv(iv[63:0]),
        .key(job[262:71]),
        .triple(job[1]),
        .decrypt(des__0__decrypt),
        .s_data(c_word__q[63:0]),
        .s_valid(des__0__s_valid),
        .s_ready(des__0__s_ready),
        .m_data(des__0__m_data),
        .m_valid(des__0__m_valid),
        .m_ready(des__0__m_ready)
    );

    respite_card_hmac hmac (
        .clock(clock),
        .reset(reset),
        .start(hmac__start),
        .idle(hmac__idle),
        .alg(job[6:5]),
        .mid_at(hmac__mid_at),
        .mid_data(mid),
        .s_data(hmac__s_data),
        .s_octets(hmac__s_octets),
        .s_last(hmac__s_last),
        .s_valid(hmac__s_valid),
        .s_ready(hmac__s_ready),
        .icv(hmac__icv),
        .m_valid(hmac__m_valid),
        .m_ready(raised)
    );

    always @(posedge clock) begin
        piece__q <= piece__d;
        phase__q <= phase__d;
        good__q <= good__d;
        turn__q <= turn__d;
        c_at__q <= c_at__d;
        c_flight__q <= c_flight__d;
        c_word__q <= c_word__d;
        c_have__q <= c_have__d;
        c_iv__q <= c_iv__d;
        load__q <= load__d;
        o_at__q <= o_at__d;
        o_word__q <= o_word__d;
        o_left__q <= o_left__d;
        o_free__q <= o_free__d;
        ciphered__q <= ciphered__d;
        h_at__q <= h_at__d;
        h_flight__q <= h_flight__d;
        h_word__q <= h_word__d;
        h_valid__q <= h_valid__d;
        h_ends__q <= h_ends__d;
        h_last__q <= h_last__d;
        h_over__q <= h_over__d;
        h_there__q <= h_there__d;
        h_extra__q <= h_extra__d;
        icv__q <= icv__d;
        mask__q <= mask__d;
        difference__q <= difference__d;
        blank__q <= blank__d;
        full__q <= full__d;
        last__q <= last__d;
        rest__q <= rest__d;
        odd__q <= odd__d;
        need__q <= need__d;
    end

    always @* begin
        phase__d = phase__q;
        good__d = good__q;
        c_at__d = c_at__q;
        c_word__d = c_word__q;
        c_have__d = c_have__q;
        c_iv__d = c_iv__q;
        o_at__d = o_at__q;
        o_word__d = o_word__q;
        o_left__d = o_left__q;
        h_at__d = h_at__q;
        h_word__d = h_word__q;
        h_valid__d = h_valid__q;
        h_over__d = h_over__q;
        h_extra__d = h_extra__q;
        icv__d = icv__q;
        mask__d = mask__q;
        difference__d = difference__q;
        blank__d = blank__q;
        if (c_flight__q) begin
            c_word__d = {c_word__q[63:0], c_read};
            c_have__d = c_have__q + 2'h1;
            c_at__d = c_at__q + 11'h1;
        end
        if (loads) begin
            c_iv__d = 1'h1;
            c_have__d = 2'h0;
        end
        if (offers && s_ready) begin
            c_have__d = 2'h0;
        end
        if (o_writes) begin
            o_word__d = {o_word__q[63:0], 64'h0};
            o_left__d = o_left__q - 2'h1;
            o_at__d = o_at__q + 11'h1;
        end
        if (~(|o_left__q) && m_valid) begin
            o_word__d = m_data;
            o_left__d = need__q;
        end
        if (h_flight__q) begin
            h_word__d = h_read & visible;
            h_valid__d = 1'h1;
            if (blanks) begin
                blank__d = {blank__q[7:0], 2'h0};
            end
        end
        if (hmac__s_ready && (phase__q == Phase__Run) && (h_valid__q || h_extra__q)) begin
            h_valid__d = 1'h0;
            if (h_extra__q) begin
                h_extra__d = 1'h0;
                h_over__d = 1'h1;
            end else if (h_ends__q) begin
                h_over__d = 1'h1;
            end else begin
                h_at__d = h_at__q + 11'h1;
                if (h_last__q) begin
                    h_extra__d = job[280];
                    h_over__d = ~job[280];
                end
            end
        end
        stores = 1'h0;
        case (phase__q)
            Phase__Idle: begin
                if (start) begin
                    good__d = 1'h0;
                    phase__d = Phase__Run;
                    c_at__d = 11'h1;
                    c_have__d = 2'h0;
                    c_iv__d = 1'h0;
                    o_at__d = iv_words;
                    if (job[0] && ~is_null) begin
                        o_at__d = 11'h1;
                    end
                    o_left__d = 2'h0;
                    h_at__d = 11'h0;
                    h_valid__d = 1'h0;
                    h_over__d = 1'h0;
                    h_extra__d = 1'h0;
                    difference__d = 64'h0;
                    blank__d = 10'h0;
                    if (job[277]) begin
                        blank__d = units;
                        if (job[278]) begin
                            blank__d = {1'h0, units[9:1]};
                        end
                    end
                    if (job[279]) begin
                        phase__d = Phase__Judge;
                        h_at__d = full__q;
                    end
                end
            end
            Phase__Run: begin
                if (raised) begin
                    phase__d = Phase__Judge;
                end
            end
            Phase__Judge: begin
                stores = job[0];
                if (~(|mask__q)) begin
                    phase__d = Phase__Settle;
                    stores = 1'h0;
                end else if (job[0] || h_valid__q) begin
                    difference__d = difference__q | judged;
                    h_valid__d = 1'h0;
                    h_at__d = h_at__q + 11'h1;
                    icv__d = {icv__q[255:0], 64'h0};
                    mask__d = {mask__q[7:0], 2'h0};
                end
            end
            default: begin
                // Phase::Settle
                good__d = job[0] || ~(|difference__q);
                phase__d = Phase__Idle;
            end
        endcase
        if (raised || (start && job[279])) begin
            if (job[277]) begin
                h_at__d = icv_at;
            end
            icv__d = {found, 64'h0};
            mask__d = units;
            if (odd__q) begin
                icv__d = {32'h0, found, 32'h0};
                mask__d = {1'h0, units[9:1]};
            end
        end
        if (reset) begin
            phase__d = Phase__Idle;
            good__d = 1'h0;
            o_left__d = 2'h0;
        end
    end

    always @* begin
        turn__d = turn__q;
        turn__d = ~turn__q;
    end

    always @* begin
        c_flight__d = c_flight__q;
        c_flight__d = c_issue;
    end

    always @* begin
        o_free__d = o_free__q;
        o_free__d = (h_at__q > o_at__q) && ~o_writes;
    end

    always @* begin
        ciphered__d = ciphered__q;
        ciphered__d = is_null || (o_at__q == full__q);
    end

    always @* begin
        h_flight__d = h_flight__q;
        h_flight__d = h_issue;
        if (job[0] && (phase__q == Phase__Judge)) begin
            h_flight__d = 1'h0;
        end
    end

    always @* begin
        h_ends__d = h_ends__q;
        h_ends__d = h_at__q == full__q;
    end

    always @* begin
        h_last__d = h_last__q;
        h_last__d = (h_at__q == last__q) && ~(|rest__q);
    end

    always @* begin
        h_there__d = h_there__q;
        h_there__d = (h_at__q < o_at__q) && ~h_valid__q && (phase__q == Phase__Run);
    end

    always @* begin
        full__d = full__q;
        full__d = total[13:3];
    end

    always @* begin
        last__d = last__q;
        last__d = full__q - 11'h1;
    end

    always @* begin
        rest__d = rest__q;
        rest__d = total[2:0];
    end

    always @* begin
        odd__d = odd__q;
        odd__d = total[2];
        if (job[277]) begin
            odd__d = job[278];
        end
    end

    always @* begin
        need__d = need__q;
        iv_words = 11'h2;
        need__d = 2'h1;
        if (is_null) begin
            iv_words = 11'h1;
            if (job[277] || job[279]) begin
                iv_words = 11'h0;
            end
        end else if (is_aes) begin
            iv_words = 11'h3;
            need__d = 2'h2;
        end
    end

    always @* begin
        piece__d = piece__q;
        piece__d = want[1:0];
    end

    always @* begin
        load__d = load__q;
        load__d = loads;
    end
    assign idle = phase__q == Phase__Idle;
    assign ok = good__q;
    assign is_null = job[2:1] == 2'h0;
    assign is_aes = job[2:1] == 2'h1;
    assign row = {packet__0__rd, packet__1__rd, packet__2__rd, packet__3__rd};
    assign r_data = row;

    always @* begin
        c_read = row[127:64];
        if (c_at__q[0]) begin
            c_read = row[63:0];
        end
    end

    always @* begin
        h_read = row[127:64];
        if (h_at__q[0]) begin
            h_read = row[63:0];
        end
    end
    assign total = job[276:263] + {iv_words, 3'h0};

    always @* begin
        icv_at = 11'h4;
        if (job[278]) begin
            icv_at = 11'h6;
        end
        if (job[279]) begin
            icv_at = 11'h5;
            if (job[278]) begin
                icv_at = 11'h7;
            end
        end
    end
    assign c_full = c_have__q == need__q;
    assign c_issue = (phase__q == Phase__Run) && ~is_null && ~turn__q && ~c_flight__q && ~c_full && (c_at__q != full__q);
    assign loads = (phase__q == Phase__Run) && (c_full || job[0]) && ~c_iv__q;
    assign offers = (phase__q == Phase__Run) && c_full && c_iv__q;
    assign aes__load = load__q && is_aes;

    always @* begin
        iv = c_word__q;
        if (job[0]) begin
            iv = 128'h0;
        end
    end
    assign aes__decrypt = ~job[0];
    assign aes__s_valid = offers && is_aes;
    assign aes__m_ready = ~(|o_left__q);

    always @* begin
        s_ready = aes__s_ready;
        m_valid = aes__m_valid;
        m_data = aes__m_data;
        if (~is_aes) begin
            s_ready = des__0__s_ready;
            m_valid = des__0__m_valid;
            m_data = {des__0__m_data, 64'h0};
        end
    end
    assign des__0__load = load__q && ~is_aes;
    assign des__0__decrypt = ~job[0];
    assign des__0__s_valid = offers && ~is_aes;
    assign des__0__m_ready = ~(|o_left__q);
    assign o_writes = (|o_left__q) && (job[0] || o_free__q);

    always @* begin
        h_issue = turn__q && ~h_flight__q && ~h_valid__q;
        if (phase__q == Phase__Run) begin
            if (h_over__q || h_extra__q || (job[0] && ~is_null && ~h_there__q)) begin
                h_issue = 1'h0;
            end
        end else if (phase__q != Phase__Judge) begin
            h_issue = 1'h0;
        end
    end
    assign blanks = (phase__q == Phase__Run) && (h_at__q >= icv_at);

    always @* begin
        visible = 64'hffffffffffffffff;
        if (blanks && blank__q[9]) begin
            visible = 64'hffffffff;
        end
        if (blanks && blank__q[8]) begin
            visible = visible & 64'hffffffff00000000;
        end
    end
    assign hmac__start = start && ~job[279];
    assign wide = job[6];

    always @* begin
        mid = midstates__rd[127:64];
        if (piece__q[0]) begin
            mid = midstates__rd[63:0];
        end
        if (~wide) begin
            mid = {quarter, 32'h0};
        end
    end

    always @* begin
        quarter = midstates__rd[127:96];
        if (piece__q == 2'h1) begin
            quarter = midstates__rd[95:64];
        end else if (piece__q == 2'h2) begin
            quarter = midstates__rd[63:32];
        end else if (piece__q == 2'h3) begin
            quarter = midstates__rd[31:0];
        end
    end

    always @* begin
        hmac__s_data = h_word__q;
        hmac__s_octets = 4'h8;
        hmac__s_last = 1'h0;
        if (h_extra__q) begin
            hmac__s_data = {job[312:281], 32'h0};
            hmac__s_octets = 4'h4;
            hmac__s_last = 1'h1;
        end else if (h_ends__q) begin
            hmac__s_last = 1'h1;
            hmac__s_octets = {1'h0, rest__q};
            if (job[280]) begin
                hmac__s_octets = 4'h8;
                hmac__s_data = (h_word__q & 64'hffffffff00000000) | {32'h0, job[312:281]};
            end
        end else if (h_last__q && ~job[280]) begin
            hmac__s_last = 1'h1;
        end
    end
    assign hmac__s_valid = (phase__q == Phase__Run) && (h_valid__q || h_extra__q);

    always @* begin
        units = 10'h3fc;
        if (job[6:5] == 2'h0) begin
            units = 10'h380;
        end else if (job[6:5] == 2'h1) begin
            units = 10'h3c0;
        end else if (job[6:5] == 2'h2) begin
            units = 10'h3f0;
        end
        if (job[279]) begin
            units = 10'h3c0;
        end
    end

    always @* begin
        found = hmac__icv;
        if (job[279]) begin
            found = {mac, 128'h0};
        end
    end
    assign top = icv__q[319:256];
    assign raised = hmac__m_valid && ciphered__q && (phase__q == Phase__Run);

    always @* begin
        judged = 64'h0;
        if (mask__q[9]) begin
            judged = (h_word__q ^ top) & 64'hffffffff00000000;
        end
        if (mask__q[8]) begin
            judged = judged | ((h_word__q ^ top) & 64'hffffffff);
        end
    end

    always @* begin
        to = o_at__q;
        narrow = o_word__q[127:64];
        halves = 2'h0;
        if (o_writes) begin
            halves = 2'h3;
        end
        if (stores) begin
            to = h_at__q;
            narrow = top;
            halves = mask__q[9:8];
        end
    end

    always @* begin
        wa = to[10:1];
        wd = {2{narrow}};
        enable = {halves, 2'h0};
        if (to[0]) begin
            enable = {2'h0, halves};
        end
        if (w_wr) begin
            wa = w_at;
            wd = w_data;
            enable = 4'hf;
        end
    end

    always @* begin
        at = c_at__q;
        if (turn__q) begin
            at = h_at__q;
        end
        if (phase__q == Phase__Idle) begin
            at = {r_at, 1'h0};
        end
    end
    assign want = hmac__mid_at;

    always @* begin
        mid_row = {1'h0, want[3:2]};
        if (wide) begin
            mid_row = {want[2], want[3], want[1]};
        end
    end
endmodule

// respite_card_contexts: respite_card.lane.pool.0.contexts
module respite_card_contexts (
    input  wire clock,
    input  wire wr,
    input  wire [1:0] wa,
    input  wire [1262:0] wd,
    input  wire [1:0] ra,
    output reg  [1262:0] rd
);
    (* ram_style = "distributed" *) reg [1262:0] mem [0:3];
    integer i;
    initial begin
        for (i = 0; i <= 3; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_pool: respite_card.lane.pool.0
module respite_card_pool (
    input  wire clock,
    input  wire reset,
    input  wire deal,
    input  wire [1262:0] deal_data,
    output wire room,
    input  wire [260:0] cipher,
    input  wire [1023:0] midstates,
    output wire [1262:0] m_data,
    output wire m_valid,
    input  wire m_ready,
    input  wire [9:0] r_at,
    output wire [127:0] r_data,
    input  wire free,
    input  wire refused,
    output wire [1262:0] head,
    output wire [3:0] level
);
    localparam [3:0] size = 4'h3;
    localparam [1:0] last = 2'h2;
    wire [260:0] w;
    wire [1262:0] d;
    reg [1262:0] k;
    reg [312:0] job;
    reg [312:0] no_job;
    wire writes;
    reg [9:0] at;
    reg [5:0] around;
    reg [4:0] headers;
    wire [4:0] behind;
    reg [1262:0] kept;
    reg [127:0] row_of;
    wire comes;
    wire stores;
    wire starts;
    reg mine;
    wire takes;
    wire frees;
    wire returns;
    reg finished;
    reg ok;
    reg [7:0] set;
    reg [7:0] cleared;
    reg [7:0] freed;
    reg [127:0] picked;
    reg engines__0__start;
    wire engines__0__idle;
    wire engines__0__ok;
    reg engines__0__w_wr;
    wire [127:0] engines__0__r_data;
    reg engines__0__mid_wr;
    reg engines__1__start;
    wire engines__1__idle;
    wire engines__1__ok;
    reg engines__1__w_wr;
    wire [127:0] engines__1__r_data;
    reg engines__1__mid_wr;
    wire engines__2__start;
    wire engines__2__idle;
    wire engines__2__ok;
    wire engines__2__w_wr;
    wire [127:0] engines__2__r_data;
    wire engines__2__mid_wr;
    reg [312:0] jobs__0__d;
    reg [312:0] jobs__0__q;
    initial jobs__0__q = 313'h0;
    reg [312:0] jobs__1__d;
    reg [312:0] jobs__1__q;
    initial jobs__1__q = 313'h0;
    reg [312:0] jobs__2__d;
    reg [312:0] jobs__2__q;
    initial jobs__2__q = 313'h0;
    wire [1262:0] contexts__rd;
    reg [1:0] dealt__d;
    reg [1:0] dealt__q;
    initial dealt__q = 2'h0;
    reg [1:0] filled__d;
    reg [1:0] filled__q;
    initial filled__q = 2'h0;
    reg [1:0] collected__d;
    reg [1:0] collected__q;
    initial collected__q = 2'h0;
    reg [1:0] read__d;
    reg [1:0] read__q;
    initial read__q = 2'h0;
    reg [3:0] used__d;
    reg [3:0] used__q;
    initial used__q = 4'h0;
    reg has_room__d;
    reg has_room__q;
    initial has_room__q = 1'h0;
    reg [7:0] working__d;
    reg [7:0] working__q;
    initial working__q = 8'h0;
    reg [7:0] wipes__d;
    reg [7:0] wipes__q;
    initial wipes__q = 8'h0;
    reg offered__d;
    reg offered__q;
    initial offered__q = 1'h0;
    reg settled__d;
    reg settled__q;
    initial settled__q = 1'h0;
    reg lent__d;
    reg lent__q;
    initial lent__q = 1'h0;
    reg [260:0] word__d;
    reg [260:0] word__q;
    initial word__q = 261'h0;
    reg [9:0] row__d;
    reg [9:0] row__q;
    initial row__q = 10'h0;
    reg [3:0] midstate__d;
    reg [3:0] midstate__q;
    initial midstate__q = 4'h0;
    reg [3:0] stored__d;
    reg [3:0] stored__q;
    initial stored__q = 4'h0;
    reg [127:0] store__d;
    reg [127:0] store__q;
    initial store__q = 128'h0;
    reg complete__d;
    reg complete__q;
    initial complete__q = 1'h0;
    reg [127:0] mac__d;
    reg [127:0] mac__q;
    initial mac__q = 128'h0;
    reg [127:0] out__d;
    reg [127:0] out__q;
    initial out__q = 128'h0;

    respite_card_engines engines__0 (
        .clock(clock),
        .reset(reset),
        .job(jobs__0__q),
        .start(engines__0__start),
        .mac(mac__q),
        .idle(engines__0__idle),
        .ok(engines__0__ok),
        .w_wr(engines__0__w_wr),
        .w_at(at),
        .w_data(w[132:5]),
        .r_at(r_at),
        .r_data(engines__0__r_data),
        .mid_wr(engines__0__mid_wr),
        .mid_at(stored__q[2:0]),
        .mid_data(store__q)
    );

    respite_card_engines engines__1 (
        .clock(clock),
        .reset(reset),
        .job(jobs__1__q),
        .start(engines__1__start),
        .mac(mac__q),
        .idle(engines__1__idle),
        .ok(engines__1__ok),
        .w_wr(engines__1__w_wr),
        .w_at(at),
        .w_data(w[132:5]),
        .r_at(r_at),
        .r_data(engines__1__r_data),
        .mid_wr(engines__1__mid_wr),
        .mid_at(stored__q[2:0]),
        .mid_data(store__q)
    );

    respite_card_engines engines__2 (
        .clock(clock),
        .reset(reset),
        .job(jobs__2__q),
        .start(engines__2__start),
        .mac(mac__q),
        .idle(engines__2__idle),
        .ok(engines__2__ok),
        .w_wr(engines__2__w_wr),
        .w_at(at),
        .w_data(w[132:5]),
        .r_at(r_at),
        .r_data(engines__2__r_data),
        .mid_wr(engines__2__mid_wr),
        .mid_at(stored__q[2:0]),
        .mid_data(store__q)
    );

    respite_card_contexts contexts (
        .clock(clock),
        .wr(deal),
        .wa(dealt__q),
        .wd(kept),
        .ra(collected__q),
        .rd(contexts__rd)
    );

    always @(posedge clock) begin
        jobs__0__q <= jobs__0__d;
        jobs__1__q <= jobs__1__d;
        jobs__2__q <= jobs__2__d;
        dealt__q <= dealt__d;
        filled__q <= filled__d;
        collected__q <= collected__d;
        read__q <= read__d;
        used__q <= used__d;
        has_room__q <= has_room__d;
        working__q <= working__d;
        wipes__q <= wipes__d;
        offered__q <= offered__d;
        settled__q <= settled__d;
        lent__q <= lent__d;
        word__q <= word__d;
        row__q <= row__d;
        midstate__q <= midstate__d;
        stored__q <= stored__d;
        store__q <= store__d;
        complete__q <= complete__d;
        mac__q <= mac__d;
        out__q <= out__d;
    end

    always @* begin
        dealt__d = dealt__q;
        filled__d = filled__q;
        collected__d = collected__q;
        read__d = read__q;
        used__d = used__q;
        working__d = working__q;
        offered__d = offered__q;
        settled__d = settled__q;
        row__d = row__q;
        midstate__d = midstate__q;
        stored__d = stored__q;
        complete__d = complete__q;
        mac__d = mac__q;
        lent__d = lent__q;
        if (deal) begin
            dealt__d = dealt__q + 2'h1;
            if (dealt__q == last) begin
                dealt__d = 2'h0;
            end
        end
        if (deal && ~frees) begin
            used__d = used__q + 4'h1;
        end
        if (~deal && frees) begin
            used__d = used__q - 4'h1;
        end
        if (writes) begin
            row__d = at + 10'h1;
            if (w[3:2] == 2'h1) begin
                midstate__d = 4'h0;
            end
            if (w[3:2] == 2'h3) begin
                complete__d = 1'h1;
                mac__d = w[260:133];
            end
        end
        if (comes) begin
            midstate__d = midstate__q + 4'h1;
        end
        stored__d = midstate__q;
        if (starts) begin
            complete__d = 1'h0;
            filled__d = filled__q + 2'h1;
            if (filled__q == last) begin
                filled__d = 2'h0;
            end
        end
        working__d = (working__q & ~cleared) | set;
        settled__d = ~takes && ~returns;
        offered__d = finished && settled__q && ~takes && ~lent__q;
        if ((takes && ~contexts__rd[162]) || returns) begin
            collected__d = collected__q + 2'h1;
            if (collected__q == last) begin
                collected__d = 2'h0;
            end
        end
        if (takes && contexts__rd[162]) begin
            lent__d = 1'h1;
        end
        if (returns) begin
            lent__d = 1'h0;
        end
        if (frees) begin
            read__d = read__q + 2'h1;
            if (read__q == last) begin
                read__d = 2'h0;
            end
        end
        if (reset) begin
            dealt__d = 2'h0;
            filled__d = 2'h0;
            collected__d = 2'h0;
            read__d = 2'h0;
            used__d = 4'h0;
            working__d = 8'h0;
            offered__d = 1'h0;
            settled__d = 1'h0;
            lent__d = 1'h0;
            midstate__d = 4'h8;
            stored__d = 4'h8;
            complete__d = 1'h0;
        end
    end

    always @* begin
        has_room__d = has_room__q;
        has_room__d = used__q != size;
    end

    always @* begin
        wipes__d = wipes__q;
        wipes__d = freed;
    end

    always @* begin
        word__d = word__q;
        word__d = cipher;
        word__d[0] = cipher[0] && cipher[4];
    end

    always @* begin
        store__d = store__q;
        store__d = row_of;
    end

    always @* begin
        out__d = out__q;
        out__d = picked;
    end
    assign frees = free || refused;
    assign returns = lent__q && frees && (read__q == collected__q);
    assign d = deal_data;

    always @* begin
        job[0] = d[84];
        job[2:1] = d[182:181];
        job[4:3] = d[186:185];
        job[6:5] = d[184:183];
        job[262:7] = d[465:210];
        job[276:263] = d[139:126];
        if (d[159] || d[659]) begin
            job[276:263] = d[153:140];
        end
        job[277] = d[159];
        job[279] = d[659];
        job[278] = d[160];
        job[280] = d[658] && ~d[159];
        job[312:281] = d[723:692];
    end

    always @* begin
        no_job = job;
        no_job[262:7] = 256'h0;
    end

    always @* begin
        around = 6'hc;
        if (d[184:183] == 2'h1) begin
            around = 6'h10;
        end else if (d[184:183] == 2'h2) begin
            around = 6'h18;
        end else if (d[184:183] == 2'h3) begin
            around = 6'h20;
        end
        if (d[659]) begin
            around = 6'h10;
        end
        headers = 5'h2;
        if (d[659]) begin
            headers = 5'h5;
        end
        if (d[159]) begin
            headers = 5'h8;
            if (d[160]) begin
                headers = 5'hd;
            end
            around = 6'h0;
        end
    end

    always @* begin
        kept = d;
        kept[179] = 1'h1;
        kept[109:99] = 11'h0;
        kept[119:110] = 10'h0;
        kept[465:210] = 256'h0;
        kept[125:120] = {1'h0, d[158:154]};
        if (d[84]) begin
            kept[125:120] = {1'h0, headers};
            kept[139:126] = d[139:126] + {8'h0, around} + {7'h0, behind, 2'h0};
        end
    end
    assign behind = d[158:154] - headers;
    assign room = has_room__q;
    assign level = used__q;
    assign w = word__q;
    assign writes = w[0];

    always @* begin
        at = row__q;
        if (w[3:2] == 2'h1) begin
            at = 10'h0;
        end
    end
    assign comes = ~midstate__q[3];

    always @* begin
        row_of = 128'h0;
        if (midstate__q[2:0] == 3'h0) begin
            row_of = midstates[1023:896];
        end
        if (midstate__q[2:0] == 3'h1) begin
            row_of = midstates[895:768];
        end
        if (midstate__q[2:0] == 3'h2) begin
            row_of = midstates[767:640];
        end
        if (midstate__q[2:0] == 3'h3) begin
            row_of = midstates[639:512];
        end
        if (midstate__q[2:0] == 3'h4) begin
            row_of = midstates[511:384];
        end
        if (midstate__q[2:0] == 3'h5) begin
            row_of = midstates[383:256];
        end
        if (midstate__q[2:0] == 3'h6) begin
            row_of = midstates[255:128];
        end
        if (midstate__q[2:0] == 3'h7) begin
            row_of = midstates[127:0];
        end
    end
    assign stores = ~stored__q[3];
    assign starts = complete__q && ~comes && ~stores;
    assign takes = offered__q && m_ready;

    always @* begin
        finished = 1'h0;
        if ((collected__q == 2'h0) && working__q[0] && engines__0__idle) begin
            finished = 1'h1;
        end
        if ((collected__q == 2'h1) && working__q[1] && engines__1__idle) begin
            finished = 1'h1;
        end
        if ((collected__q == 2'h2) && working__q[2] && engines__2__idle) begin
            finished = 1'h1;
        end
    end

    always @* begin
        ok = 1'h0;
        if ((collected__q == 2'h0) && working__q[0] && engines__0__idle) begin
            ok = engines__0__ok;
        end
        if ((collected__q == 2'h1) && working__q[1] && engines__1__idle) begin
            ok = engines__1__ok;
        end
        if ((collected__q == 2'h2) && working__q[2] && engines__2__idle) begin
            ok = engines__2__ok;
        end
    end

    always @* begin
        set = 8'h0;
        mine = filled__q == 2'h0;
        engines__0__w_wr = writes && mine;
        engines__0__mid_wr = stores && mine;
        engines__0__start = starts && mine;
        if (starts && mine) begin
            set = 8'h1;
        end
        mine = filled__q == 2'h1;
        engines__1__w_wr = writes && mine;
        engines__1__mid_wr = stores && mine;
        engines__1__start = starts && mine;
        if (starts && mine) begin
            set = {set[7:2], 1'h1, set[0]};
        end
        mine = filled__q == 2'h2;
        if (starts && mine) begin
            set = {set[7:3], 1'h1, set[1:0]};
        end
    end

    always @* begin
        cleared = 8'h0;
        if (takes && (collected__q == 2'h0)) begin
            cleared = 8'h1;
        end
        if (takes && (collected__q == 2'h1)) begin
            cleared = {cleared[7:2], 1'h1, cleared[0]};
        end
        if (takes && (collected__q == 2'h2)) begin
            cleared = {cleared[7:3], 1'h1, cleared[1:0]};
        end
    end

    always @* begin
        freed = 8'h0;
        if (frees && (read__q == 2'h0)) begin
            freed = 8'h1;
        end
        if (frees && (read__q == 2'h1)) begin
            freed = {freed[7:2], 1'h1, freed[0]};
        end
        if (frees && (read__q == 2'h2)) begin
            freed = {freed[7:3], 1'h1, freed[1:0]};
        end
    end

    always @* begin
        picked = 128'h0;
        if (read__q == 2'h0) begin
            picked = engines__0__r_data;
        end
        if (read__q == 2'h1) begin
            picked = engines__1__r_data;
        end
        if (read__q == 2'h2) begin
            picked = engines__2__r_data;
        end
    end

    always @* begin
        jobs__0__d = jobs__0__q;
        if (wipes__q[0]) begin
            jobs__0__d = no_job;
        end
        if (deal && (dealt__q == 2'h0)) begin
            jobs__0__d = job;
        end
    end

    always @* begin
        jobs__1__d = jobs__1__q;
        if (wipes__q[1]) begin
            jobs__1__d = no_job;
        end
        if (deal && (dealt__q == 2'h1)) begin
            jobs__1__d = job;
        end
    end

    always @* begin
        jobs__2__d = jobs__2__q;
        if (wipes__q[2]) begin
            jobs__2__d = no_job;
        end
        if (deal && (dealt__q == 2'h2)) begin
            jobs__2__d = job;
        end
    end
    assign engines__2__w_wr = writes && mine;
    assign engines__2__mid_wr = stores && mine;
    assign engines__2__start = starts && mine;
    assign r_data = out__q;

    always @* begin
        k = contexts__rd;
        k[180] = ok;
    end
    assign head = contexts__rd;
    assign m_data = k;
    assign m_valid = offered__q;
endmodule

// respite_card_ram_9: respite_card.lane.emit.results.ram
module respite_card_ram_9 (
    input  wire clock,
    input  wire wr,
    input  wire [5:0] wa,
    input  wire [225:0] wd,
    input  wire [5:0] ra,
    output reg  [225:0] rd
);
    (* ram_style = "distributed" *) reg [225:0] mem [0:63];
    integer i;
    initial begin
        for (i = 0; i <= 63; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_results: respite_card.lane.emit.results
module respite_card_results (
    input  wire clock,
    input  wire reset,
    input  wire [225:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [225:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [5:0] next;
    wire [5:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [6:0] toggles;
    reg [5:0] write__d;
    reg [5:0] write__q;
    initial write__q = 6'h0;
    reg [5:0] read__d;
    reg [5:0] read__q;
    initial read__q = 6'h0;
    reg [5:0] after__d;
    reg [5:0] after__q;
    initial after__q = 6'h0;
    reg [6:0] level__d;
    reg [6:0] level__q;
    initial level__q = 7'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_9 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 6'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 6'h1;
            valid__d = level__q > 7'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 6'h0;
            read__d = 6'h0;
            after__d = 6'h1;
            level__d = 7'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[5:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {6'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[6:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[6:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[6:4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {toggles[6:5], (grows && ones) || (shrinks && zeros), toggles[3:0]};
        ones = ones && level__q[4];
        zeros = zeros && ~level__q[4];
        toggles = {toggles[6], (grows && ones) || (shrinks && zeros), toggles[4:0]};
        ones = ones && level__q[5];
        zeros = zeros && ~level__q[5];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[5:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_padding: respite_card.lane.emit.padding
module respite_card_padding (
    input  wire clock,
    input  wire [127:0] data,
    input  wire valid,
    input  wire last,
    input  wire [1:0] over,
    output wire [7:0] octet,
    output wire [7:0] run
);
    wire [127:0] shifted;
    reg [7:0] left;
    wire [135:0] wide;
    reg [15:0] found;
    reg [15:0] tail;
    reg [4:0] count;
    reg [4:0] most;
    wire [8:0] sum;
    reg [15:0] held__d;
    reg [15:0] held__q;
    initial held__q = 16'h0;
    reg [127:0] text__d;
    reg [127:0] text__q;
    initial text__q = 128'h0;
    reg [7:0] before__d;
    reg [7:0] before__q;
    initial before__q = 8'h0;
    reg valid1__d;
    reg valid1__q;
    initial valid1__q = 1'h0;
    reg [1:0] over1__d;
    reg [1:0] over1__q;
    initial over1__q = 2'h0;
    reg [15:0] links__d;
    reg [15:0] links__q;
    initial links__q = 16'h0;
    reg [127:0] text2__d;
    reg [127:0] text2__q;
    initial text2__q = 128'h0;
    reg valid2__d;
    reg valid2__q;
    initial valid2__q = 1'h0;
    reg [1:0] over2__d;
    reg [1:0] over2__q;
    initial over2__q = 2'h0;
    reg [7:0] octet3__d;
    reg [7:0] octet3__q;
    initial octet3__q = 8'h0;
    reg [7:0] run3__d;
    reg [7:0] run3__q;
    initial run3__q = 8'h0;

    always @(posedge clock) begin
        held__q <= held__d;
        text__q <= text__d;
        before__q <= before__d;
        valid1__q <= valid1__d;
        over1__q <= over1__d;
        links__q <= links__d;
        text2__q <= text2__d;
        valid2__q <= valid2__d;
        over2__q <= over2__d;
        octet3__q <= octet3__d;
        run3__q <= run3__d;
    end

    always @* begin
        held__d = held__q;
        text__d = text__q;
        before__d = before__q;
        over1__d = over1__q;
        if (valid) begin
            held__d = data[15:0];
            text__d = shifted;
            before__d = text__q[7:0];
            over1__d = 2'h0;
            if (last) begin
                over1__d = over;
            end
        end
    end

    always @* begin
        valid1__d = valid1__q;
        valid1__d = valid;
    end

    always @* begin
        links__d = links__q;
        links__d = found;
    end

    always @* begin
        text2__d = text2__q;
        text2__d = text__q;
    end

    always @* begin
        valid2__d = valid2__q;
        valid2__d = valid1__q;
    end

    always @* begin
        over2__d = over2__q;
        over2__d = over1__q;
    end

    always @* begin
        octet3__d = octet3__q;
        run3__d = run3__q;
        if (valid2__q) begin
            octet3__d = left;
            run3__d = {3'h0, count};
            if (count == most) begin
                run3__d = sum[7:0];
                if (sum[8]) begin
                    run3__d = 8'hff;
                end
            end
        end
    end
    assign shifted = {held__q, data[127:16]};
    assign wide = {before__q, text__q};

    always @* begin
        found = 16'h0;
        if (wide[7:0] == (wide[15:8] + 8'h1)) begin
            found = 16'h1;
        end
        if (wide[15:8] == (wide[23:16] + 8'h1)) begin
            found = {found[15:2], 1'h1, found[0]};
        end
        if (wide[23:16] == (wide[31:24] + 8'h1)) begin
            found = {found[15:3], 1'h1, found[1:0]};
        end
        if (wide[31:24] == (wide[39:32] + 8'h1)) begin
            found = {found[15:4], 1'h1, found[2:0]};
        end
        if (wide[39:32] == (wide[47:40] + 8'h1)) begin
            found = {found[15:5], 1'h1, found[3:0]};
        end
        if (wide[47:40] == (wide[55:48] + 8'h1)) begin
            found = {found[15:6], 1'h1, found[4:0]};
        end
        if (wide[55:48] == (wide[63:56] + 8'h1)) begin
            found = {found[15:7], 1'h1, found[5:0]};
        end
        if (wide[63:56] == (wide[71:64] + 8'h1)) begin
            found = {found[15:8], 1'h1, found[6:0]};
        end
        if (wide[71:64] == (wide[79:72] + 8'h1)) begin
            found = {found[15:9], 1'h1, found[7:0]};
        end
        if (wide[79:72] == (wide[87:80] + 8'h1)) begin
            found = {found[15:10], 1'h1, found[8:0]};
        end
        if (wide[87:80] == (wide[95:88] + 8'h1)) begin
            found = {found[15:11], 1'h1, found[9:0]};
        end
        if (wide[95:88] == (wide[103:96] + 8'h1)) begin
            found = {found[15:12], 1'h1, found[10:0]};
        end
        if (wide[103:96] == (wide[111:104] + 8'h1)) begin
            found = {found[15:13], 1'h1, found[11:0]};
        end
        if (wide[111:104] == (wide[119:112] + 8'h1)) begin
            found = {found[15:14], 1'h1, found[12:0]};
        end
        if (wide[119:112] == (wide[127:120] + 8'h1)) begin
            found = {found[15], 1'h1, found[13:0]};
        end
        if (wide[127:120] == (wide[135:128] + 8'h1)) begin
            found = {1'h1, found[14:0]};
        end
    end

    always @* begin
        tail = links__q;
        most = 5'h10;
        left = text2__q[7:0];
        if (over2__q == 2'h1) begin
            tail = {12'h0, links__q[15:12]};
            most = 5'h4;
            left = text2__q[103:96];
        end else if (over2__q == 2'h2) begin
            tail = {8'h0, links__q[15:8]};
            most = 5'h8;
            left = text2__q[71:64];
        end else if (over2__q == 2'h3) begin
            tail = {4'h0, links__q[15:4]};
            most = 5'hc;
            left = text2__q[39:32];
        end
    end

    always @* begin
        count = 5'h10;
        if (~tail[15]) begin
            count = 5'hf;
        end
        if (~tail[14]) begin
            count = 5'he;
        end
        if (~tail[13]) begin
            count = 5'hd;
        end
        if (~tail[12]) begin
            count = 5'hc;
        end
        if (~tail[11]) begin
            count = 5'hb;
        end
        if (~tail[10]) begin
            count = 5'ha;
        end
        if (~tail[9]) begin
            count = 5'h9;
        end
        if (~tail[8]) begin
            count = 5'h8;
        end
        if (~tail[7]) begin
            count = 5'h7;
        end
        if (~tail[6]) begin
            count = 5'h6;
        end
        if (~tail[5]) begin
            count = 5'h5;
        end
        if (~tail[4]) begin
            count = 5'h4;
        end
        if (~tail[3]) begin
            count = 5'h3;
        end
        if (~tail[2]) begin
            count = 5'h2;
        end
        if (~tail[1]) begin
            count = 5'h1;
        end
        if (~tail[0]) begin
            count = 5'h0;
        end
    end
    assign sum = {1'h0, run3__q} + {4'h0, most};
    assign octet = octet3__q;
    assign run = run3__q;
endmodule

// respite_card_emit: respite_card.lane.emit
module respite_card_emit (
    input  wire clock,
    input  wire reset,
    input  wire [260:0] cipher,
    input  wire [752:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire hold_wr,
    output wire [10:0] hold_wa,
    output wire [127:0] hold_wd,
    output wire [127:0] beginning,
    output wire [225:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    localparam [5:0] icv = 6'h14;
    localparam [5:0] dummy = 6'h16;
    localparam [5:0] pad = 6'h15;
    localparam [5:0] bad_inner = 6'h17;
    localparam [5:0] ecn = 6'h18;
    localparam [5:0] mismatch = 6'h11;
    wire [260:0] now;
    wire [752:0] s;
    wire [260:0] a;
    wire [260:0] b;
    wire [752:0] f;
    wire [752:0] held;
    wire closing;
    reg [127:0] header_tail;
    reg [127:0] lane_now;
    reg [127:0] merged;
    wire [1:0] over;
    wire [752:0] g;
    reg [127:0] newer;
    reg [127:0] older;
    reg [127:0] sealed;
    reg [144:0] w0;
    wire [144:0] x1;
    wire [144:0] x3;
    wire [15:0] new16;
    wire [15:0] check16;
    reg [127:0] keep;
    reg [127:0] mended;
    wire [15:0] fixed;
    reg [16:0] folded;
    wire own0;
    wire own1;
    wire own2;
    wire [752:0] z2;
    reg [1:0] inner_ecn;
    wire [1:0] outer_ecn;
    reg [1:0] new_ecn;
    reg [31:0] octets;
    reg [66:0] t0;
    reg [66:0] y1;
    wire [66:0] y2;
    wire [66:0] y3;
    wire [752:0] z1;
    wire [752:0] z3;
    reg [7:0] same_now;
    reg [5:0] verdict;
    reg [225:0] result_now;
    wire results__s_ready;
    reg [127:0] opening__d;
    reg [127:0] opening__q;
    initial opening__q = 128'h0;
    reg had__d;
    reg had__q;
    initial had__q = 1'h0;
    reg [260:0] c1__d;
    reg [260:0] c1__q;
    initial c1__q = 261'h0;
    reg [260:0] c2__d;
    reg [260:0] c2__q;
    initial c2__q = 261'h0;
    reg [752:0] flight__d;
    reg [752:0] flight__q;
    initial flight__q = 753'h0;
    reg [10:0] base__d;
    reg [10:0] base__q;
    initial base__q = 11'h0;
    reg [10:0] base_next__d;
    reg [10:0] base_next__q;
    initial base_next__q = 11'h0;
    reg [10:0] count__d;
    reg [10:0] count__q;
    initial count__q = 11'h0;
    reg sealing__d;
    reg sealing__q;
    initial sealing__q = 1'h0;
    reg [127:0] m1__d;
    reg [127:0] m1__q;
    initial m1__q = 128'h0;
    reg [127:0] m2__d;
    reg [127:0] m2__q;
    initial m2__q = 128'h0;
    reg [127:0] m3__d;
    reg [127:0] m3__q;
    initial m3__q = 128'h0;
    reg [127:0] m4__d;
    reg [127:0] m4__q;
    initial m4__q = 128'h0;
    reg [752:0] f2__d;
    reg [752:0] f2__q;
    initial f2__q = 753'h0;
    reg [10:0] base2__d;
    reg [10:0] base2__q;
    initial base2__q = 11'h0;
    reg [10:0] count2__d;
    reg [10:0] count2__q;
    initial count2__q = 11'h0;
    reg sealing2__d;
    reg sealing2__q;
    initial sealing2__q = 1'h0;
    reg [10:0] place__d;
    reg [10:0] place__q;
    initial place__q = 11'h0;
    reg in_header__d;
    reg in_header__q;
    initial in_header__q = 1'h0;
    reg late2__d;
    reg late2__q;
    initial late2__q = 1'h0;
    reg [127:0] lane1__d;
    reg [127:0] lane1__q;
    initial lane1__q = 128'h0;
    reg [144:0] w1__d;
    reg [144:0] w1__q;
    initial w1__q = 145'h0;
    reg [144:0] w2__d;
    reg [144:0] w2__q;
    initial w2__q = 145'h0;
    reg [144:0] w3__d;
    reg [144:0] w3__q;
    initial w3__q = 145'h0;
    reg [17:0] sum2__d;
    reg [17:0] sum2__q;
    initial sum2__q = 18'h0;
    reg [16:0] sum3__d;
    reg [16:0] sum3__q;
    initial sum3__q = 17'h0;
    reg [17:0] lost__d;
    reg [17:0] lost__q;
    initial lost__q = 18'h0;
    reg [16:0] partial__d;
    reg [16:0] partial__q;
    initial partial__q = 17'h0;
    reg [17:0] late_sum__d;
    reg [17:0] late_sum__q;
    initial late_sum__q = 18'h0;
    reg [16:0] late_fold__d;
    reg [16:0] late_fold__q;
    initial late_fold__q = 17'h0;
    reg [15:0] late_len__d;
    reg [15:0] late_len__q;
    initial late_len__q = 16'h0;
    reg [7:0] late_next__d;
    reg [7:0] late_next__q;
    initial late_next__q = 8'h0;
    reg [3:0] version__d;
    reg [3:0] version__q;
    initial version__q = 4'h0;
    reg [16:0] inner__d;
    reg [16:0] inner__q;
    initial inner__q = 17'h0;
    reg [3:0] header__d;
    reg [3:0] header__q;
    initial header__q = 4'h0;
    reg ecn_drop__d;
    reg ecn_drop__q;
    initial ecn_drop__q = 1'h0;
    reg [127:0] last__d;
    reg [127:0] last__q;
    initial last__q = 128'h0;
    reg [66:0] t1__d;
    reg [66:0] t1__q;
    initial t1__q = 67'h0;
    reg [66:0] t2__d;
    reg [66:0] t2__q;
    initial t2__q = 67'h0;
    reg [66:0] t3__d;
    reg [66:0] t3__q;
    initial t3__q = 67'h0;
    reg [752:0] flight1__d;
    reg [752:0] flight1__q;
    initial flight1__q = 753'h0;
    reg [752:0] flight2__d;
    reg [752:0] flight2__q;
    initial flight2__q = 753'h0;
    reg [752:0] flight3__d;
    reg [752:0] flight3__q;
    initial flight3__q = 753'h0;
    reg [7:0] same__d;
    reg [7:0] same__q;
    initial same__q = 8'h0;
    reg good2__d;
    reg good2__q;
    initial good2__q = 1'h0;
    reg good3__d;
    reg good3__q;
    initial good3__q = 1'h0;
    wire padding__valid;
    wire padding__last;
    wire [7:0] padding__octet;
    wire [7:0] padding__run;
    reg odd_pad__d;
    reg odd_pad__q;
    initial odd_pad__q = 1'h0;
    reg too_long__d;
    reg too_long__q;
    initial too_long__q = 1'h0;
    reg wrong__d;
    reg wrong__q;
    initial wrong__q = 1'h0;
    reg [225:0] result__d;
    reg [225:0] result__q;
    initial result__q = 226'h0;
    reg result_valid__d;
    reg result_valid__q;
    initial result_valid__q = 1'h0;

    respite_card_results results (
        .clock(clock),
        .reset(reset),
        .s_data(result__q),
        .s_valid(result_valid__q),
        .s_ready(results__s_ready),
        .m_data(m_data),
        .m_valid(m_valid),
        .m_ready(m_ready)
    );

    respite_card_padding padding (
        .clock(clock),
        .data(b[132:5]),
        .valid(padding__valid),
        .last(padding__last),
        .over(over),
        .octet(padding__octet),
        .run(padding__run)
    );

    always @(posedge clock) begin
        opening__q <= opening__d;
        had__q <= had__d;
        c1__q <= c1__d;
        c2__q <= c2__d;
        flight__q <= flight__d;
        base__q <= base__d;
        base_next__q <= base_next__d;
        count__q <= count__d;
        sealing__q <= sealing__d;
        m1__q <= m1__d;
        m2__q <= m2__d;
        m3__q <= m3__d;
        m4__q <= m4__d;
        f2__q <= f2__d;
        base2__q <= base2__d;
        count2__q <= count2__d;
        sealing2__q <= sealing2__d;
        place__q <= place__d;
        in_header__q <= in_header__d;
        late2__q <= late2__d;
        lane1__q <= lane1__d;
        w1__q <= w1__d;
        w2__q <= w2__d;
        w3__q <= w3__d;
        sum2__q <= sum2__d;
        sum3__q <= sum3__d;
        lost__q <= lost__d;
        partial__q <= partial__d;
        late_sum__q <= late_sum__d;
        late_fold__q <= late_fold__d;
        late_len__q <= late_len__d;
        late_next__q <= late_next__d;
        version__q <= version__d;
        inner__q <= inner__d;
        header__q <= header__d;
        ecn_drop__q <= ecn_drop__d;
        last__q <= last__d;
        t1__q <= t1__d;
        t2__q <= t2__d;
        t3__q <= t3__d;
        flight1__q <= flight1__d;
        flight2__q <= flight2__d;
        flight3__q <= flight3__d;
        same__q <= same__d;
        good2__q <= good2__d;
        good3__q <= good3__d;
        odd_pad__q <= odd_pad__d;
        too_long__q <= too_long__d;
        wrong__q <= wrong__d;
        result__q <= result__d;
        result_valid__q <= result_valid__d;
    end

    always @* begin
        c1__d = c1__q;
        c1__d = now;
    end

    always @* begin
        c2__d = c2__q;
        c2__d = c1__q;
    end

    always @* begin
        flight__d = flight__q;
        base__d = base__q;
        base_next__d = base_next__q;
        count__d = count__q;
        sealing__d = sealing__q;
        result_valid__d = result_valid__q;
        count__d = count__q + 11'h1;
        if (closing) begin
            sealing__d = 1'h0;
        end
        if (now[1]) begin
            flight__d = s_data;
            base__d = base_next__q;
            base_next__d = base_next__q + {1'h0, s[108:99]};
            count__d = 11'h0;
            if (s[84] && (s[752:750] == 3'h1)) begin
                count__d = 11'h7ff;
            end
            sealing__d = (|s[752:746]) && (now[3:2] == 2'h1) && ~s[133];
        end
        result_valid__d = y3[0];
        if (reset) begin
            base_next__d = 11'h0;
            sealing__d = 1'h0;
            result_valid__d = 1'h0;
        end
    end

    always @* begin
        m1__d = m1__q;
        m1__d = merged;
    end

    always @* begin
        m2__d = m2__q;
        m2__d = m1__q;
    end

    always @* begin
        m3__d = m3__q;
        m3__d = m2__q;
    end

    always @* begin
        m4__d = m4__q;
        m4__d = m3__q;
    end

    always @* begin
        f2__d = f2__q;
        f2__d = flight__q;
    end

    always @* begin
        base2__d = base2__q;
        base2__d = base__q;
    end

    always @* begin
        count2__d = count2__q;
        count2__d = count__q;
    end

    always @* begin
        sealing2__d = sealing2__q;
        sealing2__d = sealing__q;
    end

    always @* begin
        lane1__d = lane1__q;
        lane1__d = lane_now;
    end

    always @* begin
        w1__d = w1__q;
        w1__d = w0;
    end

    always @* begin
        w2__d = w2__q;
        w2__d = w1__q;
    end

    always @* begin
        w3__d = w3__q;
        w3__d = w2__q;
    end

    always @* begin
        sum2__d = sum2__q;
        sum2__d = {2'h0, check16} + {2'h0, ~x1[144:129]} + {2'h0, new16};
    end

    always @* begin
        sum3__d = sum3__q;
        sum3__d = {1'h0, sum2__q[15:0]} + {15'h0, sum2__q[17:16]};
    end

    always @* begin
        version__d = version__q;
        inner__d = inner__q;
        header__d = header__q;
        ecn_drop__d = ecn_drop__q;
        last__d = last__q;
        if (b[0] && (b[3:2] == 2'h2)) begin
            last__d = b[132:5];
            if (count2__q == 11'h1) begin
                version__d = b[132:129];
                header__d = b[128:125];
                inner__d = {1'h0, b[100:85]} + 17'h28;
                if (b[132:129] == 4'h4) begin
                    inner__d = {1'h0, b[116:101]};
                end
                ecn_drop__d = ~(|inner_ecn) && (outer_ecn == 2'h3);
            end
        end
    end

    always @* begin
        t1__d = t1__q;
        t1__d = t0;
    end

    always @* begin
        t2__d = t2__q;
        t2__d = y1;
    end

    always @* begin
        t3__d = t3__q;
        t3__d = t2__q;
    end

    always @* begin
        flight1__d = flight1__q;
        flight1__d = f2__q;
    end

    always @* begin
        flight2__d = flight2__q;
        flight2__d = flight1__q;
    end

    always @* begin
        flight3__d = flight3__q;
        flight3__d = flight2__q;
    end

    always @* begin
        same__d = same__q;
        same__d = same_now;
    end

    always @* begin
        good2__d = good2__q;
        good2__d = &same__q;
    end

    always @* begin
        good3__d = good3__q;
        good3__d = good2__q;
    end

    always @* begin
        too_long__d = too_long__q;
        too_long__d = ~own2 && (y2[37:21] > {2'h0, y2[54:40]});
    end

    always @* begin
        wrong__d = wrong__q;
        wrong__d = ~(own2 || ((y2[8:1] == 8'h4) && (y2[20:17] == 4'h4)) || ((y2[8:1] == 8'h29) && (y2[20:17] == 4'h6)));
    end

    always @* begin
        result__d = result__q;
        result__d = result_now;
    end

    always @* begin
        odd_pad__d = odd_pad__q;
        odd_pad__d = z2[225] && (|y2[16:9]) && ((padding__octet != y2[16:9]) || (padding__run < (y2[16:9] - 8'h1)));
    end

    always @* begin
        opening__d = opening__q;
        if (b[0] && (b[3:2] == 2'h2) && g[133]) begin
            opening__d = b[132:5];
        end
    end

    always @* begin
        had__d = had__q;
        had__d = now[1];
    end

    always @* begin
        place__d = place__q;
        in_header__d = in_header__q;
        place__d = count__q;
        in_header__d = count__q < {8'h0, f[752:750]};
        if (closing && ~f[84]) begin
            place__d = 11'h1;
            in_header__d = |f[752:751];
        end
    end

    always @* begin
        late2__d = late2__q;
        late2__d = closing && ~f[84];
    end

    always @* begin
        lost__d = lost__q;
        lost__d = {2'h0, ~f[537:522]} + {2'h0, ~f[601:586]} + {2'h0, ~{8'h0, f[545:538]}};
    end

    always @* begin
        partial__d = partial__q;
        partial__d = {1'h0, lost__q[15:0]} + {15'h0, lost__q[17:16]};
    end

    always @* begin
        late_sum__d = late_sum__q;
        late_len__d = late_len__q;
        late_next__d = late_next__q;
        if (y2[0] && own2) begin
            late_next__d = y2[8:1];
            late_len__d = y2[36:21];
            if (z2[750]) begin
                late_len__d = {1'h0, y2[54:40]};
            end
            late_sum__d = {1'h0, partial__q} + {1'h0, y2[37:21]} + {10'h0, y2[8:1]};
        end
    end

    always @* begin
        late_fold__d = late_fold__q;
        late_fold__d = {1'h0, late_sum__q[15:0]} + {15'h0, late_sum__q[17:16]};
    end
    assign held = flight__q;
    assign now = cipher;
    assign s = s_data;
    assign s_ready = had__q;
    assign closing = (count__q + 11'h1) == {1'h0, held[108:99]};
    assign a = c1__q;
    assign f = flight__q;

    always @* begin
        header_tail = f[489:362];
        if (f[752:750] == 3'h3) begin
            header_tail = f[361:234];
        end else if (f[752:750] == 3'h1) begin
            header_tail = f[617:490];
        end
    end

    always @* begin
        lane_now = a[132:5];
        if (a[3:2] == 2'h3) begin
            lane_now = a[260:133];
        end
        if (a[3:2] == 2'h1) begin
            if (f[749:748] == 2'h1) begin
                lane_now = {96'h0, header_tail[127:96]};
            end else if (f[749:748] == 2'h2) begin
                lane_now = {64'h0, header_tail[127:64]};
            end else begin
                lane_now = {32'h0, header_tail[127:32]};
            end
        end
    end
    assign b = c2__q;
    assign g = f2__q;
    assign over = g[112:111];

    always @* begin
        merged = lane1__q;
        if ((b[3:2] == 2'h2) && (a[3:2] == 2'h3)) begin
            if (over == 2'h1) begin
                merged = lane1__q | {32'h0, lane_now[127:32]};
            end else if (over == 2'h2) begin
                merged = lane1__q | {64'h0, lane_now[127:64]};
            end else if (over == 2'h3) begin
                merged = lane1__q | {96'h0, lane_now[127:96]};
            end
        end
        if (b[3:2] == 2'h3) begin
            if (over == 2'h1) begin
                merged = {lane1__q[31:0], 96'h0};
            end else if (over == 2'h2) begin
                merged = {lane1__q[63:0], 64'h0};
            end else if (over == 2'h3) begin
                merged = {lane1__q[95:0], 32'h0};
            end
        end
    end

    always @* begin
        older = m2__q;
        newer = m1__q;
        if (g[752:750] == 3'h3) begin
            older = m3__q;
            newer = m2__q;
        end else if (g[752]) begin
            older = m4__q;
            newer = m3__q;
        end
    end

    always @* begin
        sealed = newer;
        if (g[749:748] == 2'h1) begin
            sealed = {older[31:0], newer[127:32]};
        end else if (g[749:748] == 2'h2) begin
            sealed = {older[63:0], newer[127:64]};
        end else if (g[749:748] == 2'h3) begin
            sealed = {older[95:0], newer[127:96]};
        end
        if (in_header__q) begin
            sealed = g[745:618];
            if (place__q[1:0] == 2'h1) begin
                sealed = g[617:490];
            end
            if (place__q[1:0] == 2'h2) begin
                sealed = g[489:362];
            end
            if (place__q[1:0] == 2'h3) begin
                sealed = g[361:234];
            end
        end
    end
    assign outer_ecn = g[227:226];

    always @* begin
        inner_ecn = b[122:121];
        if (b[132:129] == 4'h4) begin
            inner_ecn = b[118:117];
        end
    end

    always @* begin
        new_ecn = inner_ecn;
        if ((|inner_ecn) && (outer_ecn == 2'h3)) begin
            new_ecn = 2'h3;
        end
        if ((inner_ecn == 2'h2) && (outer_ecn == 2'h1)) begin
            new_ecn = 2'h1;
        end
    end

    always @* begin
        w0[0] = sealing2__q && ~count2__q[10];
        w0[11:1] = base2__q + place__q;
        w0[12] = 1'h0;
        w0[13] = late2__q;
        w0[14] = ~g[750];
        w0[16:15] = new_ecn;
        w0[144:17] = sealed;
        if (~sealing2__q) begin
            w0[0] = b[0] && (b[3:2] == 2'h2) && ~g[84] && ~g[133];
            w0[11:1] = (base2__q + count2__q) - 11'h1;
            w0[12] = (count2__q == 11'h1) && (new_ecn != inner_ecn);
            w0[13] = 1'h0;
            w0[14] = b[132:129] == 4'h4;
            w0[144:17] = b[132:5];
        end
    end
    assign x1 = w1__q;
    assign x3 = w3__q;
    assign new16 = {x1[144:131], x1[16:15]};
    assign check16 = ~x1[64:49];

    always @* begin
        folded = sum3__q;
        if (x3[13]) begin
            folded = late_fold__q;
        end
    end
    assign fixed = ~(folded[15:0] + {15'h0, folded[16]});

    always @* begin
        keep = 128'hffffffffffffffffffffffffffffffff;
        mended = 128'h0;
        if (x3[12] && x3[14]) begin
            keep = 128'hfffcffffffffffffffff0000ffffffff;
            mended = {14'h0, x3[16:15], 64'h0, fixed, 32'h0};
        end else if (x3[12]) begin
            keep = 128'hffcfffffffffffffffffffffffffffff;
            mended = {10'h0, x3[16:15], 116'h0};
        end else if (x3[13] && x3[14]) begin
            keep = 128'hffff0000ffffffffff000000ffffffff;
            mended = {16'h0, late_len__q, 40'h0, late_next__q, fixed, 32'h0};
        end else if (x3[13]) begin
            keep = 128'hffffffff000000ffffffffffffffffff;
            mended = {32'h0, late_len__q, late_next__q, 72'h0};
        end
    end
    assign hold_wr = x3[0];
    assign hold_wa = x3[11:1];
    assign hold_wd = (x3[144:17] & keep) | mended;
    assign beginning = opening__q;

    always @* begin
        octets = last__q[31:0];
        if (over == 2'h1) begin
            octets = last__q[127:96];
        end else if (over == 2'h2) begin
            octets = last__q[95:64];
        end else if (over == 2'h3) begin
            octets = last__q[63:32];
        end
    end

    always @* begin
        t0[0] = b[0] && ((b[3:2] == 2'h3) || (b[3:2] == 2'h0));
        t0[8:1] = octets[7:0];
        t0[16:9] = octets[15:8];
        if (g[124]) begin
            t0[8:1] = g[132:125];
            t0[16:9] = 8'h0;
        end
        t0[20:17] = version__q;
        t0[37:21] = inner__q;
        if (own0) begin
            t0[37:21] = {3'h0, g[122:109]} + 17'h12;
            if (g[750]) begin
                t0[37:21] = {3'h0, g[122:109]} + 17'h26;
            end
        end
        t0[38] = ~own0 && (version__q == 4'h4) && ((header__q < 4'h5) || (inner__q < {11'h0, header__q, 2'h0}));
        t0[39] = ecn_drop__q && ~own0;
        t0[54:40] = 15'h0;
        t0[55] = 1'h0;
        t0[66:56] = base2__q + {10'h0, own0};
    end
    assign own0 = ~g[84] && g[751];
    assign padding__valid = b[0] && (b[3:2] == 2'h2);
    assign padding__last = a[3:2] == 2'h3;

    always @* begin
        same_now = 8'h0;
        if (b[20:5] == b[148:133]) begin
            same_now = 8'h1;
        end
        if (b[36:21] == b[164:149]) begin
            same_now = {same_now[7:2], 1'h1, same_now[0]};
        end
        if (b[52:37] == b[180:165]) begin
            same_now = {same_now[7:3], 1'h1, same_now[1:0]};
        end
        if (b[68:53] == b[196:181]) begin
            same_now = {same_now[7:4], 1'h1, same_now[2:0]};
        end
        if (b[84:69] == b[212:197]) begin
            same_now = {same_now[7:5], 1'h1, same_now[3:0]};
        end
        if (b[100:85] == b[228:213]) begin
            same_now = {same_now[7:6], 1'h1, same_now[4:0]};
        end
        if (b[116:101] == b[244:229]) begin
            same_now = {same_now[7], 1'h1, same_now[5:0]};
        end
        if (b[132:117] == b[260:245]) begin
            same_now = {1'h1, same_now[6:0]};
        end
    end

    always @* begin
        y1 = t1__q;
        if (own1) begin
            y1[37:21] = t1__q[37:21] - {9'h0, t1__q[16:9]};
        end
        y1[54:40] = ({1'h0, z1[122:109]} - {7'h0, y1[16:9]}) - 15'h2;
        y1[55] = y1[54];
    end
    assign z1 = flight1__q;
    assign own1 = ~z1[84] && z1[751];
    assign y2 = t2__q;
    assign z2 = flight2__q;
    assign own2 = ~z2[84] && z2[751];
    assign y3 = t3__q;
    assign z3 = flight3__q;

    always @* begin
        verdict = z3[83:78];
        if (~(|z3[83:78]) && ~z3[84]) begin
            if (~good3__q) begin
                verdict = icv;
            end else if (z3[133]) begin
                if (y3[8:1] != 8'h32) begin
                    verdict = mismatch;
                end
            end else if (y3[55] || odd_pad__q) begin
                verdict = pad;
            end else if (y3[8:1] == 8'h3b) begin
                verdict = dummy;
            end else if (wrong__q || too_long__q || y3[38]) begin
                verdict = bad_inner;
            end else if (y3[39]) begin
                verdict = ecn;
            end
        end
    end

    always @* begin
        result_now[77:0] = z3[77:0];
        result_now[83:78] = verdict;
        result_now[84] = z3[84];
        result_now[98:85] = z3[98:85];
        result_now[109:99] = y3[66:56];
        result_now[119:110] = z3[108:99];
        result_now[133:120] = y3[34:21];
        if (z3[84]) begin
            result_now[133:120] = z3[122:109] + {7'h0, z3[752:746]} + 14'h10;
            if (z3[123]) begin
                result_now[133:120] = z3[122:109] + {7'h0, z3[752:746]};
            end
        end
        result_now[197:134] = z3[213:150];
        result_now[208:198] = z3[224:214];
        result_now[209] = z3[133];
        result_now[210] = z3[134];
        result_now[224:211] = z3[148:135];
        result_now[225] = z3[149];
    end
endmodule

// respite_card_emitted: respite_card.lane.emitted
module respite_card_emitted (
    input  wire clock,
    input  wire reset,
    input  wire [225:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [225:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    reg [225:0] out__d;
    reg [225:0] out__q;
    initial out__q = 226'h0;
    reg out_valid__d;
    reg out_valid__q;
    initial out_valid__q = 1'h0;
    reg [225:0] skid__d;
    reg [225:0] skid__q;
    initial skid__q = 226'h0;
    reg skid_valid__d;
    reg skid_valid__q;
    initial skid_valid__q = 1'h0;

    always @(posedge clock) begin
        out__q <= out__d;
        out_valid__q <= out_valid__d;
        skid__q <= skid__d;
        skid_valid__q <= skid_valid__d;
    end

    always @* begin
        out__d = out__q;
        out_valid__d = out_valid__q;
        skid_valid__d = skid_valid__q;
        if (m_ready || ~out_valid__q) begin
            if (skid_valid__q) begin
                out__d = skid__q;
                out_valid__d = 1'h1;
                skid_valid__d = 1'h0;
            end else begin
                out__d = s_data;
                out_valid__d = s_valid;
            end
        end else if (s_valid && ~skid_valid__q) begin
            skid_valid__d = 1'h1;
        end
        if (reset) begin
            out_valid__d = 1'h0;
            skid_valid__d = 1'h0;
        end
    end

    always @* begin
        skid__d = skid__q;
        if (~skid_valid__q) begin
            skid__d = s_data;
        end
    end
    assign s_ready = ~skid_valid__q;
    assign m_data = out__q;
    assign m_valid = out_valid__q;
endmodule

// respite_card_counts: respite_card.lane.commit.counts
module respite_card_counts (
    input  wire clock,
    input  wire wr,
    input  wire [9:0] wa,
    input  wire [191:0] wd,
    input  wire [9:0] ra,
    output reg  [191:0] rd
);
    (* ram_style = "block", no_rw_check *) reg [191:0] mem [0:1023];
    integer i;
    initial begin
        for (i = 0; i <= 1023; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_of_seq: respite_card.lane.commit.bitmaps.of_seq
module respite_card_of_seq (
    input  wire clock,
    input  wire [6:0] place,
    output wire [127:0] one,
    output wire [127:0] above
);
    wire [3:0] low;
    wire [2:0] high;
    reg [127:0] ones;
    reg [127:0] rest;
    reg [15:0] place_is__d;
    reg [15:0] place_is__q;
    initial place_is__q = 16'h0;
    reg [15:0] place_over__d;
    reg [15:0] place_over__q;
    initial place_over__q = 16'h0;
    reg [7:0] group_is__d;
    reg [7:0] group_is__q;
    initial group_is__q = 8'h0;
    reg [7:0] group_over__d;
    reg [7:0] group_over__q;
    initial group_over__q = 8'h0;
    reg [127:0] one_q__d;
    reg [127:0] one_q__q;
    initial one_q__q = 128'h0;
    reg [127:0] above_q__d;
    reg [127:0] above_q__q;
    initial above_q__q = 128'h0;

    always @(posedge clock) begin
        place_is__q <= place_is__d;
        place_over__q <= place_over__d;
        group_is__q <= group_is__d;
        group_over__q <= group_over__d;
        one_q__q <= one_q__d;
        above_q__q <= above_q__d;
    end

    always @* begin
        place_is__d = place_is__q;
        place_is__d = 16'h1 << low;
    end

    always @* begin
        place_over__d = place_over__q;
        place_over__d = 16'hfffe << low;
    end

    always @* begin
        group_is__d = group_is__q;
        group_is__d = 8'h1 << high;
    end

    always @* begin
        group_over__d = group_over__q;
        group_over__d = 8'hfe << high;
    end

    always @* begin
        one_q__d = one_q__q;
        one_q__d = ones;
    end

    always @* begin
        above_q__d = above_q__q;
        above_q__d = rest;
    end
    assign low = place[3:0];
    assign high = place[6:4];

    always @* begin
        ones = {127'h0, group_is__q[0] && place_is__q[0]};
        ones = {ones[127:2], group_is__q[0] && place_is__q[1], ones[0]};
        ones = {ones[127:3], group_is__q[0] && place_is__q[2], ones[1:0]};
        ones = {ones[127:4], group_is__q[0] && place_is__q[3], ones[2:0]};
        ones = {ones[127:5], group_is__q[0] && place_is__q[4], ones[3:0]};
        ones = {ones[127:6], group_is__q[0] && place_is__q[5], ones[4:0]};
        ones = {ones[127:7], group_is__q[0] && place_is__q[6], ones[5:0]};
        ones = {ones[127:8], group_is__q[0] && place_is__q[7], ones[6:0]};
        ones = {ones[127:9], group_is__q[0] && place_is__q[8], ones[7:0]};
        ones = {ones[127:10], group_is__q[0] && place_is__q[9], ones[8:0]};
        ones = {ones[127:11], group_is__q[0] && place_is__q[10], ones[9:0]};
        ones = {ones[127:12], group_is__q[0] && place_is__q[11], ones[10:0]};
        ones = {ones[127:13], group_is__q[0] && place_is__q[12], ones[11:0]};
        ones = {ones[127:14], group_is__q[0] && place_is__q[13], ones[12:0]};
        ones = {ones[127:15], group_is__q[0] && place_is__q[14], ones[13:0]};
        ones = {ones[127:16], group_is__q[0] && place_is__q[15], ones[14:0]};
        ones = {ones[127:17], group_is__q[1] && place_is__q[0], ones[15:0]};
        ones = {ones[127:18], group_is__q[1] && place_is__q[1], ones[16:0]};
        ones = {ones[127:19], group_is__q[1] && place_is__q[2], ones[17:0]};
        ones = {ones[127:20], group_is__q[1] && place_is__q[3], ones[18:0]};
        ones = {ones[127:21], group_is__q[1] && place_is__q[4], ones[19:0]};
        ones = {ones[127:22], group_is__q[1] && place_is__q[5], ones[20:0]};
        ones = {ones[127:23], group_is__q[1] && place_is__q[6], ones[21:0]};
        ones = {ones[127:24], group_is__q[1] && place_is__q[7], ones[22:0]};
        ones = {ones[127:25], group_is__q[1] && place_is__q[8], ones[23:0]};
        ones = {ones[127:26], group_is__q[1] && place_is__q[9], ones[24:0]};
        ones = {ones[127:27], group_is__q[1] && place_is__q[10], ones[25:0]};
        ones = {ones[127:28], group_is__q[1] && place_is__q[11], ones[26:0]};
        ones = {ones[127:29], group_is__q[1] && place_is__q[12], ones[27:0]};
        ones = {ones[127:30], group_is__q[1] && place_is__q[13], ones[28:0]};
        ones = {ones[127:31], group_is__q[1] && place_is__q[14], ones[29:0]};
        ones = {ones[127:32], group_is__q[1] && place_is__q[15], ones[30:0]};
        ones = {ones[127:33], group_is__q[2] && place_is__q[0], ones[31:0]};
        ones = {ones[127:34], group_is__q[2] && place_is__q[1], ones[32:0]};
        ones = {ones[127:35], group_is__q[2] && place_is__q[2], ones[33:0]};
        ones = {ones[127:36], group_is__q[2] && place_is__q[3], ones[34:0]};
        ones = {ones[127:37], group_is__q[2] && place_is__q[4], ones[35:0]};
        ones = {ones[127:38], group_is__q[2] && place_is__q[5], ones[36:0]};
        ones = {ones[127:39], group_is__q[2] && place_is__q[6], ones[37:0]};
        ones = {ones[127:40], group_is__q[2] && place_is__q[7], ones[38:0]};
        ones = {ones[127:41], group_is__q[2] && place_is__q[8], ones[39:0]};
        ones = {ones[127:42], group_is__q[2] && place_is__q[9], ones[40:0]};
        ones = {ones[127:43], group_is__q[2] && place_is__q[10], ones[41:0]};
        ones = {ones[127:44], group_is__q[2] && place_is__q[11], ones[42:0]};
        ones = {ones[127:45], group_is__q[2] && place_is__q[12], ones[43:0]};
        ones = {ones[127:46], group_is__q[2] && place_is__q[13], ones[44:0]};
        ones = {ones[127:47], group_is__q[2] && place_is__q[14], ones[45:0]};
        ones = {ones[127:48], group_is__q[2] && place_is__q[15], ones[46:0]};
        ones = {ones[127:49], group_is__q[3] && place_is__q[0], ones[47:0]};
        ones = {ones[127:50], group_is__q[3] && place_is__q[1], ones[48:0]};
        ones = {ones[127:51], group_is__q[3] && place_is__q[2], ones[49:0]};
        ones = {ones[127:52], group_is__q[3] && place_is__q[3], ones[50:0]};
        ones = {ones[127:53], group_is__q[3] && place_is__q[4], ones[51:0]};
        ones = {ones[127:54], group_is__q[3] && place_is__q[5], ones[52:0]};
        ones = {ones[127:55], group_is__q[3] && place_is__q[6], ones[53:0]};
        ones = {ones[127:56], group_is__q[3] && place_is__q[7], ones[54:0]};
        ones = {ones[127:57], group_is__q[3] && place_is__q[8], ones[55:0]};
        ones = {ones[127:58], group_is__q[3] && place_is__q[9], ones[56:0]};
        ones = {ones[127:59], group_is__q[3] && place_is__q[10], ones[57:0]};
        ones = {ones[127:60], group_is__q[3] && place_is__q[11], ones[58:0]};
        ones = {ones[127:61], group_is__q[3] && place_is__q[12], ones[59:0]};
        ones = {ones[127:62], group_is__q[3] && place_is__q[13], ones[60:0]};
        ones = {ones[127:63], group_is__q[3] && place_is__q[14], ones[61:0]};
        ones = {ones[127:64], group_is__q[3] && place_is__q[15], ones[62:0]};
        ones = {ones[127:65], group_is__q[4] && place_is__q[0], ones[63:0]};
        ones = {ones[127:66], group_is__q[4] && place_is__q[1], ones[64:0]};
        ones = {ones[127:67], group_is__q[4] && place_is__q[2], ones[65:0]};
        ones = {ones[127:68], group_is__q[4] && place_is__q[3], ones[66:0]};
        ones = {ones[127:69], group_is__q[4] && place_is__q[4], ones[67:0]};
        ones = {ones[127:70], group_is__q[4] && place_is__q[5], ones[68:0]};
        ones = {ones[127:71], group_is__q[4] && place_is__q[6], ones[69:0]};
        ones = {ones[127:72], group_is__q[4] && place_is__q[7], ones[70:0]};
        ones = {ones[127:73], group_is__q[4] && place_is__q[8], ones[71:0]};
        ones = {ones[127:74], group_is__q[4] && place_is__q[9], ones[72:0]};
        ones = {ones[127:75], group_is__q[4] && place_is__q[10], ones[73:0]};
        ones = {ones[127:76], group_is__q[4] && place_is__q[11], ones[74:0]};
        ones = {ones[127:77], group_is__q[4] && place_is__q[12], ones[75:0]};
        ones = {ones[127:78], group_is__q[4] && place_is__q[13], ones[76:0]};
        ones = {ones[127:79], group_is__q[4] && place_is__q[14], ones[77:0]};
        ones = {ones[127:80], group_is__q[4] && place_is__q[15], ones[78:0]};
        ones = {ones[127:81], group_is__q[5] && place_is__q[0], ones[79:0]};
        ones = {ones[127:82], group_is__q[5] && place_is__q[1], ones[80:0]};
        ones = {ones[127:83], group_is__q[5] && place_is__q[2], ones[81:0]};
        ones = {ones[127:84], group_is__q[5] && place_is__q[3], ones[82:0]};
        ones = {ones[127:85], group_is__q[5] && place_is__q[4], ones[83:0]};
        ones = {ones[127:86], group_is__q[5] && place_is__q[5], ones[84:0]};
        ones = {ones[127:87], group_is__q[5] && place_is__q[6], ones[85:0]};
        ones = {ones[127:88], group_is__q[5] && place_is__q[7], ones[86:0]};
        ones = {ones[127:89], group_is__q[5] && place_is__q[8], ones[87:0]};
        ones = {ones[127:90], group_is__q[5] && place_is__q[9], ones[88:0]};
        ones = {ones[127:91], group_is__q[5] && place_is__q[10], ones[89:0]};
        ones = {ones[127:92], group_is__q[5] && place_is__q[11], ones[90:0]};
        ones = {ones[127:93], group_is__q[5] && place_is__q[12], ones[91:0]};
        ones = {ones[127:94], group_is__q[5] && place_is__q[13], ones[92:0]};
        ones = {ones[127:95], group_is__q[5] && place_is__q[14], ones[93:0]};
        ones = {ones[127:96], group_is__q[5] && place_is__q[15], ones[94:0]};
        ones = {ones[127:97], group_is__q[6] && place_is__q[0], ones[95:0]};
        ones = {ones[127:98], group_is__q[6] && place_is__q[1], ones[96:0]};
        ones = {ones[127:99], group_is__q[6] && place_is__q[2], ones[97:0]};
        ones = {ones[127:100], group_is__q[6] && place_is__q[3], ones[98:0]};
        ones = {ones[127:101], group_is__q[6] && place_is__q[4], ones[99:0]};
        ones = {ones[127:102], group_is__q[6] && place_is__q[5], ones[100:0]};
        ones = {ones[127:103], group_is__q[6] && place_is__q[6], ones[101:0]};
        ones = {ones[127:104], group_is__q[6] && place_is__q[7], ones[102:0]};
        ones = {ones[127:105], group_is__q[6] && place_is__q[8], ones[103:0]};
        ones = {ones[127:106], group_is__q[6] && place_is__q[9], ones[104:0]};
        ones = {ones[127:107], group_is__q[6] && place_is__q[10], ones[105:0]};
        ones = {ones[127:108], group_is__q[6] && place_is__q[11], ones[106:0]};
        ones = {ones[127:109], group_is__q[6] && place_is__q[12], ones[107:0]};
        ones = {ones[127:110], group_is__q[6] && place_is__q[13], ones[108:0]};
        ones = {ones[127:111], group_is__q[6] && place_is__q[14], ones[109:0]};
        ones = {ones[127:112], group_is__q[6] && place_is__q[15], ones[110:0]};
        ones = {ones[127:113], group_is__q[7] && place_is__q[0], ones[111:0]};
        ones = {ones[127:114], group_is__q[7] && place_is__q[1], ones[112:0]};
        ones = {ones[127:115], group_is__q[7] && place_is__q[2], ones[113:0]};
        ones = {ones[127:116], group_is__q[7] && place_is__q[3], ones[114:0]};
        ones = {ones[127:117], group_is__q[7] && place_is__q[4], ones[115:0]};
        ones = {ones[127:118], group_is__q[7] && place_is__q[5], ones[116:0]};
        ones = {ones[127:119], group_is__q[7] && place_is__q[6], ones[117:0]};
        ones = {ones[127:120], group_is__q[7] && place_is__q[7], ones[118:0]};
        ones = {ones[127:121], group_is__q[7] && place_is__q[8], ones[119:0]};
        ones = {ones[127:122], group_is__q[7] && place_is__q[9], ones[120:0]};
        ones = {ones[127:123], group_is__q[7] && place_is__q[10], ones[121:0]};
        ones = {ones[127:124], group_is__q[7] && place_is__q[11], ones[122:0]};
        ones = {ones[127:125], group_is__q[7] && place_is__q[12], ones[123:0]};
        ones = {ones[127:126], group_is__q[7] && place_is__q[13], ones[124:0]};
        ones = {ones[127], group_is__q[7] && place_is__q[14], ones[125:0]};
        ones = {group_is__q[7] && place_is__q[15], ones[126:0]};
    end

    always @* begin
        rest = {127'h0, group_over__q[0] || (group_is__q[0] && place_over__q[0])};
        rest = {rest[127:2], group_over__q[0] || (group_is__q[0] && place_over__q[1]), rest[0]};
        rest = {rest[127:3], group_over__q[0] || (group_is__q[0] && place_over__q[2]), rest[1:0]};
        rest = {rest[127:4], group_over__q[0] || (group_is__q[0] && place_over__q[3]), rest[2:0]};
        rest = {rest[127:5], group_over__q[0] || (group_is__q[0] && place_over__q[4]), rest[3:0]};
        rest = {rest[127:6], group_over__q[0] || (group_is__q[0] && place_over__q[5]), rest[4:0]};
        rest = {rest[127:7], group_over__q[0] || (group_is__q[0] && place_over__q[6]), rest[5:0]};
        rest = {rest[127:8], group_over__q[0] || (group_is__q[0] && place_over__q[7]), rest[6:0]};
        rest = {rest[127:9], group_over__q[0] || (group_is__q[0] && place_over__q[8]), rest[7:0]};
        rest = {rest[127:10], group_over__q[0] || (group_is__q[0] && place_over__q[9]), rest[8:0]};
        rest = {rest[127:11], group_over__q[0] || (group_is__q[0] && place_over__q[10]), rest[9:0]};
        rest = {rest[127:12], group_over__q[0] || (group_is__q[0] && place_over__q[11]), rest[10:0]};
        rest = {rest[127:13], group_over__q[0] || (group_is__q[0] && place_over__q[12]), rest[11:0]};
        rest = {rest[127:14], group_over__q[0] || (group_is__q[0] && place_over__q[13]), rest[12:0]};
        rest = {rest[127:15], group_over__q[0] || (group_is__q[0] && place_over__q[14]), rest[13:0]};
        rest = {rest[127:16], group_over__q[0] || (group_is__q[0] && place_over__q[15]), rest[14:0]};
        rest = {rest[127:17], group_over__q[1] || (group_is__q[1] && place_over__q[0]), rest[15:0]};
        rest = {rest[127:18], group_over__q[1] || (group_is__q[1] && place_over__q[1]), rest[16:0]};
        rest = {rest[127:19], group_over__q[1] || (group_is__q[1] && place_over__q[2]), rest[17:0]};
        rest = {rest[127:20], group_over__q[1] || (group_is__q[1] && place_over__q[3]), rest[18:0]};
        rest = {rest[127:21], group_over__q[1] || (group_is__q[1] && place_over__q[4]), rest[19:0]};
        rest = {rest[127:22], group_over__q[1] || (group_is__q[1] && place_over__q[5]), rest[20:0]};
        rest = {rest[127:23], group_over__q[1] || (group_is__q[1] && place_over__q[6]), rest[21:0]};
        rest = {rest[127:24], group_over__q[1] || (group_is__q[1] && place_over__q[7]), rest[22:0]};
        rest = {rest[127:25], group_over__q[1] || (group_is__q[1] && place_over__q[8]), rest[23:0]};
        rest = {rest[127:26], group_over__q[1] || (group_is__q[1] && place_over__q[9]), rest[24:0]};
        rest = {rest[127:27], group_over__q[1] || (group_is__q[1] && place_over__q[10]), rest[25:0]};
        rest = {rest[127:28], group_over__q[1] || (group_is__q[1] && place_over__q[11]), rest[26:0]};
        rest = {rest[127:29], group_over__q[1] || (group_is__q[1] && place_over__q[12]), rest[27:0]};
        rest = {rest[127:30], group_over__q[1] || (group_is__q[1] && place_over__q[13]), rest[28:0]};
        rest = {rest[127:31], group_over__q[1] || (group_is__q[1] && place_over__q[14]), rest[29:0]};
        rest = {rest[127:32], group_over__q[1] || (group_is__q[1] && place_over__q[15]), rest[30:0]};
        rest = {rest[127:33], group_over__q[2] || (group_is__q[2] && place_over__q[0]), rest[31:0]};
        rest = {rest[127:34], group_over__q[2] || (group_is__q[2] && place_over__q[1]), rest[32:0]};
        rest = {rest[127:35], group_over__q[2] || (group_is__q[2] && place_over__q[2]), rest[33:0]};
        rest = {rest[127:36], group_over__q[2] || (group_is__q[2] && place_over__q[3]), rest[34:0]};
        rest = {rest[127:37], group_over__q[2] || (group_is__q[2] && place_over__q[4]), rest[35:0]};
        rest = {rest[127:38], group_over__q[2] || (group_is__q[2] && place_over__q[5]), rest[36:0]};
        rest = {rest[127:39], group_over__q[2] || (group_is__q[2] && place_over__q[6]), rest[37:0]};
        rest = {rest[127:40], group_over__q[2] || (group_is__q[2] && place_over__q[7]), rest[38:0]};
        rest = {rest[127:41], group_over__q[2] || (group_is__q[2] && place_over__q[8]), rest[39:0]};
        rest = {rest[127:42], group_over__q[2] || (group_is__q[2] && place_over__q[9]), rest[40:0]};
        rest = {rest[127:43], group_over__q[2] || (group_is__q[2] && place_over__q[10]), rest[41:0]};
        rest = {rest[127:44], group_over__q[2] || (group_is__q[2] && place_over__q[11]), rest[42:0]};
        rest = {rest[127:45], group_over__q[2] || (group_is__q[2] && place_over__q[12]), rest[43:0]};
        rest = {rest[127:46], group_over__q[2] || (group_is__q[2] && place_over__q[13]), rest[44:0]};
        rest = {rest[127:47], group_over__q[2] || (group_is__q[2] && place_over__q[14]), rest[45:0]};
        rest = {rest[127:48], group_over__q[2] || (group_is__q[2] && place_over__q[15]), rest[46:0]};
        rest = {rest[127:49], group_over__q[3] || (group_is__q[3] && place_over__q[0]), rest[47:0]};
        rest = {rest[127:50], group_over__q[3] || (group_is__q[3] && place_over__q[1]), rest[48:0]};
        rest = {rest[127:51], group_over__q[3] || (group_is__q[3] && place_over__q[2]), rest[49:0]};
        rest = {rest[127:52], group_over__q[3] || (group_is__q[3] && place_over__q[3]), rest[50:0]};
        rest = {rest[127:53], group_over__q[3] || (group_is__q[3] && place_over__q[4]), rest[51:0]};
        rest = {rest[127:54], group_over__q[3] || (group_is__q[3] && place_over__q[5]), rest[52:0]};
        rest = {rest[127:55], group_over__q[3] || (group_is__q[3] && place_over__q[6]), rest[53:0]};
        rest = {rest[127:56], group_over__q[3] || (group_is__q[3] && place_over__q[7]), rest[54:0]};
        rest = {rest[127:57], group_over__q[3] || (group_is__q[3] && place_over__q[8]), rest[55:0]};
        rest = {rest[127:58], group_over__q[3] || (group_is__q[3] && place_over__q[9]), rest[56:0]};
        rest = {rest[127:59], group_over__q[3] || (group_is__q[3] && place_over__q[10]), rest[57:0]};
        rest = {rest[127:60], group_over__q[3] || (group_is__q[3] && place_over__q[11]), rest[58:0]};
        rest = {rest[127:61], group_over__q[3] || (group_is__q[3] && place_over__q[12]), rest[59:0]};
        rest = {rest[127:62], group_over__q[3] || (group_is__q[3] && place_over__q[13]), rest[60:0]};
        rest = {rest[127:63], group_over__q[3] || (group_is__q[3] && place_over__q[14]), rest[61:0]};
        rest = {rest[127:64], group_over__q[3] || (group_is__q[3] && place_over__q[15]), rest[62:0]};
        rest = {rest[127:65], group_over__q[4] || (group_is__q[4] && place_over__q[0]), rest[63:0]};
        rest = {rest[127:66], group_over__q[4] || (group_is__q[4] && place_over__q[1]), rest[64:0]};
        rest = {rest[127:67], group_over__q[4] || (group_is__q[4] && place_over__q[2]), rest[65:0]};
        rest = {rest[127:68], group_over__q[4] || (group_is__q[4] && place_over__q[3]), rest[66:0]};
        rest = {rest[127:69], group_over__q[4] || (group_is__q[4] && place_over__q[4]), rest[67:0]};
        rest = {rest[127:70], group_over__q[4] || (group_is__q[4] && place_over__q[5]), rest[68:0]};
        rest = {rest[127:71], group_over__q[4] || (group_is__q[4] && place_over__q[6]), rest[69:0]};
        rest = {rest[127:72], group_over__q[4] || (group_is__q[4] && place_over__q[7]), rest[70:0]};
        rest = {rest[127:73], group_over__q[4] || (group_is__q[4] && place_over__q[8]), rest[71:0]};
        rest = {rest[127:74], group_over__q[4] || (group_is__q[4] && place_over__q[9]), rest[72:0]};
        rest = {rest[127:75], group_over__q[4] || (group_is__q[4] && place_over__q[10]), rest[73:0]};
        rest = {rest[127:76], group_over__q[4] || (group_is__q[4] && place_over__q[11]), rest[74:0]};
        rest = {rest[127:77], group_over__q[4] || (group_is__q[4] && place_over__q[12]), rest[75:0]};
        rest = {rest[127:78], group_over__q[4] || (group_is__q[4] && place_over__q[13]), rest[76:0]};
        rest = {rest[127:79], group_over__q[4] || (group_is__q[4] && place_over__q[14]), rest[77:0]};
        rest = {rest[127:80], group_over__q[4] || (group_is__q[4] && place_over__q[15]), rest[78:0]};
        rest = {rest[127:81], group_over__q[5] || (group_is__q[5] && place_over__q[0]), rest[79:0]};
        rest = {rest[127:82], group_over__q[5] || (group_is__q[5] && place_over__q[1]), rest[80:0]};
        rest = {rest[127:83], group_over__q[5] || (group_is__q[5] && place_over__q[2]), rest[81:0]};
        rest = {rest[127:84], group_over__q[5] || (group_is__q[5] && place_over__q[3]), rest[82:0]};
        rest = {rest[127:85], group_over__q[5] || (group_is__q[5] && place_over__q[4]), rest[83:0]};
        rest = {rest[127:86], group_over__q[5] || (group_is__q[5] && place_over__q[5]), rest[84:0]};
        rest = {rest[127:87], group_over__q[5] || (group_is__q[5] && place_over__q[6]), rest[85:0]};
        rest = {rest[127:88], group_over__q[5] || (group_is__q[5] && place_over__q[7]), rest[86:0]};
        rest = {rest[127:89], group_over__q[5] || (group_is__q[5] && place_over__q[8]), rest[87:0]};
        rest = {rest[127:90], group_over__q[5] || (group_is__q[5] && place_over__q[9]), rest[88:0]};
        rest = {rest[127:91], group_over__q[5] || (group_is__q[5] && place_over__q[10]), rest[89:0]};
        rest = {rest[127:92], group_over__q[5] || (group_is__q[5] && place_over__q[11]), rest[90:0]};
        rest = {rest[127:93], group_over__q[5] || (group_is__q[5] && place_over__q[12]), rest[91:0]};
        rest = {rest[127:94], group_over__q[5] || (group_is__q[5] && place_over__q[13]), rest[92:0]};
        rest = {rest[127:95], group_over__q[5] || (group_is__q[5] && place_over__q[14]), rest[93:0]};
        rest = {rest[127:96], group_over__q[5] || (group_is__q[5] && place_over__q[15]), rest[94:0]};
        rest = {rest[127:97], group_over__q[6] || (group_is__q[6] && place_over__q[0]), rest[95:0]};
        rest = {rest[127:98], group_over__q[6] || (group_is__q[6] && place_over__q[1]), rest[96:0]};
        rest = {rest[127:99], group_over__q[6] || (group_is__q[6] && place_over__q[2]), rest[97:0]};
        rest = {rest[127:100], group_over__q[6] || (group_is__q[6] && place_over__q[3]), rest[98:0]};
        rest = {rest[127:101], group_over__q[6] || (group_is__q[6] && place_over__q[4]), rest[99:0]};
        rest = {rest[127:102], group_over__q[6] || (group_is__q[6] && place_over__q[5]), rest[100:0]};
        rest = {rest[127:103], group_over__q[6] || (group_is__q[6] && place_over__q[6]), rest[101:0]};
        rest = {rest[127:104], group_over__q[6] || (group_is__q[6] && place_over__q[7]), rest[102:0]};
        rest = {rest[127:105], group_over__q[6] || (group_is__q[6] && place_over__q[8]), rest[103:0]};
        rest = {rest[127:106], group_over__q[6] || (group_is__q[6] && place_over__q[9]), rest[104:0]};
        rest = {rest[127:107], group_over__q[6] || (group_is__q[6] && place_over__q[10]), rest[105:0]};
        rest = {rest[127:108], group_over__q[6] || (group_is__q[6] && place_over__q[11]), rest[106:0]};
        rest = {rest[127:109], group_over__q[6] || (group_is__q[6] && place_over__q[12]), rest[107:0]};
        rest = {rest[127:110], group_over__q[6] || (group_is__q[6] && place_over__q[13]), rest[108:0]};
        rest = {rest[127:111], group_over__q[6] || (group_is__q[6] && place_over__q[14]), rest[109:0]};
        rest = {rest[127:112], group_over__q[6] || (group_is__q[6] && place_over__q[15]), rest[110:0]};
        rest = {rest[127:113], group_over__q[7] || (group_is__q[7] && place_over__q[0]), rest[111:0]};
        rest = {rest[127:114], group_over__q[7] || (group_is__q[7] && place_over__q[1]), rest[112:0]};
        rest = {rest[127:115], group_over__q[7] || (group_is__q[7] && place_over__q[2]), rest[113:0]};
        rest = {rest[127:116], group_over__q[7] || (group_is__q[7] && place_over__q[3]), rest[114:0]};
        rest = {rest[127:117], group_over__q[7] || (group_is__q[7] && place_over__q[4]), rest[115:0]};
        rest = {rest[127:118], group_over__q[7] || (group_is__q[7] && place_over__q[5]), rest[116:0]};
        rest = {rest[127:119], group_over__q[7] || (group_is__q[7] && place_over__q[6]), rest[117:0]};
        rest = {rest[127:120], group_over__q[7] || (group_is__q[7] && place_over__q[7]), rest[118:0]};
        rest = {rest[127:121], group_over__q[7] || (group_is__q[7] && place_over__q[8]), rest[119:0]};
        rest = {rest[127:122], group_over__q[7] || (group_is__q[7] && place_over__q[9]), rest[120:0]};
        rest = {rest[127:123], group_over__q[7] || (group_is__q[7] && place_over__q[10]), rest[121:0]};
        rest = {rest[127:124], group_over__q[7] || (group_is__q[7] && place_over__q[11]), rest[122:0]};
        rest = {rest[127:125], group_over__q[7] || (group_is__q[7] && place_over__q[12]), rest[123:0]};
        rest = {rest[127:126], group_over__q[7] || (group_is__q[7] && place_over__q[13]), rest[124:0]};
        rest = {rest[127], group_over__q[7] || (group_is__q[7] && place_over__q[14]), rest[125:0]};
        rest = {group_over__q[7] || (group_is__q[7] && place_over__q[15]), rest[126:0]};
    end
    assign one = one_q__q;
    assign above = above_q__q;
endmodule

// respite_card_bitmaps: respite_card.lane.commit.bitmaps
module respite_card_bitmaps (
    input  wire clock,
    input  wire [13:0] index,
    input  wire [9:0] seq,
    input  wire [9:0] top,
    input  wire turn_top,
    input  wire advance,
    input  wire near,
    input  wire far,
    input  wire [2:0] op,
    input  wire live,
    input  wire wipe,
    input  wire [13:0] wipe_index,
    output wire seen,
    output wire clears,
    output wire turns
);
    wire [127:0] zero;
    wire [127:0] one;
    wire [127:0] above;
    wire [127:0] upto;
    wire [2:0] from;
    wire [2:0] to;
    reg [127:0] word;
    reg [127:0] keep;
    wire around;
    reg [2:0] rank;
    reg [7:0] mask;
    reg [7:0] enable;
    reg [127:0] data;
    reg [9:0] wa;
    wire [127:0] bank__0__rd;
    wire [127:0] bank__1__rd;
    wire [127:0] bank__2__rd;
    wire [127:0] bank__3__rd;
    wire [127:0] bank__4__rd;
    wire [127:0] bank__5__rd;
    wire [127:0] bank__6__rd;
    wire [127:0] bank__7__rd;
    reg [127:0] word_seq__d;
    reg [127:0] word_seq__q;
    initial word_seq__q = 128'h0;
    reg [127:0] word_top__d;
    reg [127:0] word_top__q;
    initial word_top__q = 128'h0;
    reg [6:0] place__d;
    reg [6:0] place__q;
    initial place__q = 7'h0;
    wire [127:0] of_seq__one;
    wire [127:0] of_seq__above;
    wire [127:0] of_top__one;
    wire [127:0] of_top__above;
    reg seen_q__d;
    reg seen_q__q;
    initial seen_q__q = 1'h0;
    reg [2:0] distance__d;
    reg [2:0] distance__q;
    initial distance__q = 3'h0;
    reg level__d;
    reg level__q;
    initial level__q = 1'h0;
    reg apart__d;
    reg apart__q;
    initial apart__q = 1'h0;
    reg [2:0] which__d;
    reg [2:0] which__q;
    initial which__q = 3'h0;
    reg pick_top__d;
    reg pick_top__q;
    initial pick_top__q = 1'h0;
    reg [7:0] enable_q__d;
    reg [7:0] enable_q__q;
    initial enable_q__q = 8'h0;
    reg [127:0] data_q__d;
    reg [127:0] data_q__q;
    initial data_q__q = 128'h0;
    reg [9:0] wa_q__d;
    reg [9:0] wa_q__q;
    initial wa_q__q = 10'h0;
    reg [127:0] new_seq__d;
    reg [127:0] new_seq__q;
    initial new_seq__q = 128'h0;
    reg [127:0] new_top__d;
    reg [127:0] new_top__q;
    initial new_top__q = 128'h0;
    reg [7:0] middle__d;
    reg [7:0] middle__q;
    initial middle__q = 8'h0;

    respite_card_conf_ram bank__0 (
        .clock(clock),
        .wr(enable_q__q[0]),
        .wa(wa_q__q),
        .wd(data_q__q),
        .ra(index[9:0]),
        .rd(bank__0__rd)
    );

    respite_card_conf_ram bank__1 (
        .clock(clock),
        .wr(enable_q__q[1]),
        .wa(wa_q__q),
        .wd(data_q__q),
        .ra(index[9:0]),
        .rd(bank__1__rd)
    );

    respite_card_conf_ram bank__2 (
        .clock(clock),
        .wr(enable_q__q[2]),
        .wa(wa_q__q),
        .wd(data_q__q),
        .ra(index[9:0]),
        .rd(bank__2__rd)
    );

    respite_card_conf_ram bank__3 (
        .clock(clock),
        .wr(enable_q__q[3]),
        .wa(wa_q__q),
        .wd(data_q__q),
        .ra(index[9:0]),
        .rd(bank__3__rd)
    );

    respite_card_conf_ram bank__4 (
        .clock(clock),
        .wr(enable_q__q[4]),
        .wa(wa_q__q),
        .wd(data_q__q),
        .ra(index[9:0]),
        .rd(bank__4__rd)
    );

    respite_card_conf_ram bank__5 (
        .clock(clock),
        .wr(enable_q__q[5]),
        .wa(wa_q__q),
        .wd(data_q__q),
        .ra(index[9:0]),
        .rd(bank__5__rd)
    );

    respite_card_conf_ram bank__6 (
        .clock(clock),
        .wr(enable_q__q[6]),
        .wa(wa_q__q),
        .wd(data_q__q),
        .ra(index[9:0]),
        .rd(bank__6__rd)
    );

    respite_card_conf_ram bank__7 (
        .clock(clock),
        .wr(enable_q__q[7]),
        .wa(wa_q__q),
        .wd(data_q__q),
        .ra(index[9:0]),
        .rd(bank__7__rd)
    );

    respite_card_of_seq of_seq (
        .clock(clock),
        .place(place__q),
        .one(of_seq__one),
        .above(of_seq__above)
    );

    respite_card_of_seq of_top (
        .clock(clock),
        .place(top[6:0]),
        .one(of_top__one),
        .above(of_top__above)
    );

    always @(posedge clock) begin
        word_seq__q <= word_seq__d;
        word_top__q <= word_top__d;
        place__q <= place__d;
        seen_q__q <= seen_q__d;
        distance__q <= distance__d;
        level__q <= level__d;
        apart__q <= apart__d;
        which__q <= which__d;
        pick_top__q <= pick_top__d;
        enable_q__q <= enable_q__d;
        data_q__q <= data_q__d;
        wa_q__q <= wa_q__d;
        new_seq__q <= new_seq__d;
        new_top__q <= new_top__d;
        middle__q <= middle__d;
    end

    always @* begin
        word_seq__d = word_seq__q;
        word_top__d = word_top__q;
        if (pick_top__q) begin
            word_top__d = word;
        end else begin
            word_seq__d = word;
        end
    end

    always @* begin
        seen_q__d = seen_q__q;
        seen_q__d = |(word_seq__q & one);
    end

    always @* begin
        distance__d = distance__q;
        distance__d = to - from;
    end

    always @* begin
        level__d = level__q;
        level__d = ~(|distance__q);
    end

    always @* begin
        apart__d = apart__q;
        apart__d = distance__q > 3'h1;
    end

    always @* begin
        new_seq__d = new_seq__q;
        new_seq__d = (word_seq__q & keep) | one;
    end

    always @* begin
        new_top__d = new_top__q;
        new_top__d = word_top__q & upto;
    end

    always @* begin
        middle__d = middle__q;
        middle__d = mask;
    end

    always @* begin
        which__d = which__q;
        which__d = to;
        if (turn_top) begin
            which__d = from;
        end
    end

    always @* begin
        pick_top__d = pick_top__q;
        pick_top__d = turn_top;
    end

    always @* begin
        enable_q__d = enable_q__q;
        enable_q__d = enable;
    end

    always @* begin
        data_q__d = data_q__q;
        data_q__d = data;
    end

    always @* begin
        wa_q__d = wa_q__q;
        wa_q__d = wa;
    end

    always @* begin
        place__d = place__q;
        place__d = seq[6:0];
    end
    assign zero = 128'h0;
    assign from = top[9:7];
    assign to = seq[9:7];
    assign one = of_seq__one;
    assign above = of_seq__above;
    assign upto = ~of_top__above;

    always @* begin
        word = bank__0__rd;
        if (which__q == 3'h1) begin
            word = bank__1__rd;
        end
        if (which__q == 3'h2) begin
            word = bank__2__rd;
        end
        if (which__q == 3'h3) begin
            word = bank__3__rd;
        end
        if (which__q == 3'h4) begin
            word = bank__4__rd;
        end
        if (which__q == 3'h5) begin
            word = bank__5__rd;
        end
        if (which__q == 3'h6) begin
            word = bank__6__rd;
        end
        if (which__q == 3'h7) begin
            word = bank__7__rd;
        end
    end
    assign seen = seen_q__q;
    assign around = far || (level__q && ~near);

    always @* begin
        keep = ~zero;
        if (advance) begin
            if (far) begin
                keep = zero;
            end else if (~level__q) begin
                keep = above;
            end else if (near) begin
                keep = above | upto;
            end else begin
                keep = above & upto;
            end
        end
    end

    always @* begin
        rank = 3'h0 - from;
        if (around) begin
            mask = {7'h0, to != 3'h0};
        end else begin
            mask = {7'h0, (|rank) && (rank < distance__q)};
        end
        rank = 3'h1 - from;
        if (around) begin
            mask = {mask[7:2], to != 3'h1, mask[0]};
        end else begin
            mask = {mask[7:2], (|rank) && (rank < distance__q), mask[0]};
        end
        rank = 3'h2 - from;
        if (around) begin
            mask = {mask[7:3], to != 3'h2, mask[1:0]};
        end else begin
            mask = {mask[7:3], (|rank) && (rank < distance__q), mask[1:0]};
        end
        rank = 3'h3 - from;
        if (around) begin
            mask = {mask[7:4], to != 3'h3, mask[2:0]};
        end else begin
            mask = {mask[7:4], (|rank) && (rank < distance__q), mask[2:0]};
        end
        rank = 3'h4 - from;
        if (around) begin
            mask = {mask[7:5], to != 3'h4, mask[3:0]};
        end else begin
            mask = {mask[7:5], (|rank) && (rank < distance__q), mask[3:0]};
        end
        rank = 3'h5 - from;
        if (around) begin
            mask = {mask[7:6], to != 3'h5, mask[4:0]};
        end else begin
            mask = {mask[7:6], (|rank) && (rank < distance__q), mask[4:0]};
        end
        rank = 3'h6 - from;
        if (around) begin
            mask = {mask[7], to != 3'h6, mask[5:0]};
        end else begin
            mask = {mask[7], (|rank) && (rank < distance__q), mask[5:0]};
        end
        rank = 3'h7 - from;
        if (around) begin
            mask = {to != 3'h7, mask[6:0]};
        end else begin
            mask = {(|rank) && (rank < distance__q), mask[6:0]};
        end
    end
    assign clears = around || apart__q;
    assign turns = ~far && ~level__q;

    always @* begin
        enable = 8'h0;
        data = zero;
        wa = index[9:0];
        if (op[0]) begin
            enable = middle__q;
        end
        if (op[1]) begin
            data = new_top__q;
            enable = {enable[7:1], from == 3'h0};
            enable = {enable[7:2], from == 3'h1, enable[0]};
            enable = {enable[7:3], from == 3'h2, enable[1:0]};
            enable = {enable[7:4], from == 3'h3, enable[2:0]};
            enable = {enable[7:5], from == 3'h4, enable[3:0]};
            enable = {enable[7:6], from == 3'h5, enable[4:0]};
            enable = {enable[7], from == 3'h6, enable[5:0]};
            enable = {from == 3'h7, enable[6:0]};
        end
        if (op[2]) begin
            data = new_seq__q;
            enable = {enable[7:1], to == 3'h0};
            enable = {enable[7:2], to == 3'h1, enable[0]};
            enable = {enable[7:3], to == 3'h2, enable[1:0]};
            enable = {enable[7:4], to == 3'h3, enable[2:0]};
            enable = {enable[7:5], to == 3'h4, enable[3:0]};
            enable = {enable[7:6], to == 3'h5, enable[4:0]};
            enable = {enable[7], to == 3'h6, enable[5:0]};
            enable = {to == 3'h7, enable[6:0]};
        end
        if (~live) begin
            enable = 8'h0;
        end
        if (wipe) begin
            enable = 8'hff;
            wa = wipe_index[9:0];
        end
    end
endmodule

// respite_card_commit: respite_card.lane.commit
module respite_card_commit (
    input  wire clock,
    input  wire reset,
    input  wire [225:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [198:0] m_data,
    output wire m_valid,
    input  wire m_ready,
    output wire passed,
    output wire passed_soft,
    output wire refused,
    input  wire sa_wr,
    input  wire [13:0] sa_index,
    input  wire [31:0] sa_word,
    input  wire [127:0] sa_data,
    output reg  sa_ready,
    output wire top_wr,
    output wire [13:0] top_sa,
    output wire [63:0] top_seq,
    input  wire query,
    input  wire [13:0] query_sa,
    output wire query_done,
    output wire [63:0] query_seq,
    output wire [63:0] query_packets,
    output wire [63:0] query_octets
);
    localparam [191:0] no_count = 192'h0;
    wire [32:0] seq_low;
    wire [32:0] seq_high;
    wire [32:0] top_low;
    wire [32:0] top_high;
    wire ahead_far;
    wire age_far;
    wire authentic;
    reg [5:0] replay;
    wire closing;
    wire rises;
    wire ready;
    wire free;
    wire set;
    wire quiet;
    reg [191:0] fresh;
    reg [9:0] wa;
    wire [9:0] ra;
    reg [9:0] counts__ra;
    wire [191:0] counts__rd;
    reg counts_wr__d;
    reg counts_wr__q;
    initial counts_wr__q = 1'h0;
    reg [9:0] counts_wa__d;
    reg [9:0] counts_wa__q;
    initial counts_wa__q = 10'h0;
    reg [191:0] counts_wd__d;
    reg [191:0] counts_wd__q;
    initial counts_wd__q = 192'h0;
    wire packet_limits__wr;
    wire [127:0] packet_limits__rd;
    wire octet_limits__wr;
    wire [127:0] octet_limits__rd;
    wire bitmaps__live;
    wire bitmaps__seen;
    wire bitmaps__clears;
    wire bitmaps__turns;
    reg [9:0] step__d;
    reg [9:0] step__q;
    initial step__q = 10'h0;
    reg [225:0] e__d;
    reg [225:0] e__q;
    initial e__q = 226'h0;
    reg [198:0] out__d;
    reg [198:0] out__q;
    initial out__q = 199'h0;
    reg out_valid__d;
    reg out_valid__q;
    initial out_valid__q = 1'h0;
    reg passed_r__d;
    reg passed_r__q;
    initial passed_r__q = 1'h0;
    reg refused_r__d;
    reg refused_r__q;
    initial refused_r__q = 1'h0;
    reg hold__d;
    reg hold__q;
    initial hold__q = 1'h0;
    reg asked__d;
    reg asked__q;
    initial asked__q = 1'h0;
    reg asked_before__d;
    reg asked_before__q;
    initial asked_before__q = 1'h0;
    reg [13:0] asked_sa__d;
    reg [13:0] asked_sa__q;
    initial asked_sa__q = 14'h0;
    reg [1:0] asked_step__d;
    reg [1:0] asked_step__q;
    initial asked_step__q = 2'h0;
    reg [191:0] count__d;
    reg [191:0] count__q;
    initial count__q = 192'h0;
    reg [127:0] packet_limit__d;
    reg [127:0] packet_limit__q;
    initial packet_limit__q = 128'h0;
    reg [127:0] octet_limit__d;
    reg [127:0] octet_limit__q;
    initial octet_limit__q = 128'h0;
    reg [32:0] ahead_low__d;
    reg [32:0] ahead_low__q;
    initial ahead_low__q = 33'h0;
    reg [32:0] ahead_high__d;
    reg [32:0] ahead_high__q;
    initial ahead_high__q = 33'h0;
    reg [32:0] age_low__d;
    reg [32:0] age_low__q;
    initial age_low__q = 33'h0;
    reg [32:0] age_high__d;
    reg [32:0] age_high__q;
    initial age_high__q = 33'h0;
    reg [63:0] packets__d;
    reg [63:0] packets__q;
    initial packets__q = 64'h0;
    reg [63:0] octets__d;
    reg [63:0] octets__q;
    initial octets__q = 64'h0;
    reg top_low_some__d;
    reg top_low_some__q;
    initial top_low_some__q = 1'h0;
    reg top_high_some__d;
    reg top_high_some__q;
    initial top_high_some__q = 1'h0;
    reg windowed__d;
    reg windowed__q;
    initial windowed__q = 1'h0;
    reg top_some__d;
    reg top_some__q;
    initial top_some__q = 1'h0;
    reg advance__d;
    reg advance__q;
    initial advance__q = 1'h0;
    reg equal__d;
    reg equal__q;
    initial equal__q = 1'h0;
    reg near__d;
    reg near__q;
    initial near__q = 1'h0;
    reg far__d;
    reg far__q;
    initial far__q = 1'h0;
    reg stale__d;
    reg stale__q;
    initial stale__q = 1'h0;
    reg [1:0] hard__d;
    reg [1:0] hard__q;
    initial hard__q = 2'h0;
    reg [1:0] soft__d;
    reg [1:0] soft__q;
    initial soft__q = 2'h0;
    reg [5:0] verdict__d;
    reg [5:0] verdict__q;
    initial verdict__q = 6'h0;
    reg update__d;
    reg update__q;
    initial update__q = 1'h0;
    reg spent__d;
    reg spent__q;
    initial spent__q = 1'h0;
    reg warned__d;
    reg warned__q;
    initial warned__q = 1'h0;
    reg top_valid__d;
    reg top_valid__q;
    initial top_valid__q = 1'h0;
    reg [13:0] top_index__d;
    reg [13:0] top_index__q;
    initial top_index__q = 14'h0;
    reg [63:0] top_number__d;
    reg [63:0] top_number__q;
    initial top_number__q = 64'h0;

    respite_card_counts counts (
        .clock(clock),
        .wr(counts_wr__q),
        .wa(counts_wa__q),
        .wd(counts_wd__q),
        .ra(counts__ra),
        .rd(counts__rd)
    );

    respite_card_conf_ram packet_limits (
        .clock(clock),
        .wr(packet_limits__wr),
        .wa(sa_index[9:0]),
        .wd(sa_data),
        .ra(ra),
        .rd(packet_limits__rd)
    );

    respite_card_conf_ram octet_limits (
        .clock(clock),
        .wr(octet_limits__wr),
        .wa(sa_index[9:0]),
        .wd(sa_data),
        .ra(ra),
        .rd(octet_limits__rd)
    );

    respite_card_bitmaps bitmaps (
        .clock(clock),
        .index(e__q[98:85]),
        .seq(e__q[143:134]),
        .top(count__q[9:0]),
        .turn_top(step__q[3]),
        .advance(advance__q),
        .near(near__q),
        .far(far__q),
        .op(step__q[8:6]),
        .live(bitmaps__live),
        .wipe(set),
        .wipe_index(sa_index),
        .seen(bitmaps__seen),
        .clears(bitmaps__clears),
        .turns(bitmaps__turns)
    );

    always @(posedge clock) begin
        counts_wr__q <= counts_wr__d;
        counts_wa__q <= counts_wa__d;
        counts_wd__q <= counts_wd__d;
        step__q <= step__d;
        e__q <= e__d;
        out__q <= out__d;
        out_valid__q <= out_valid__d;
        passed_r__q <= passed_r__d;
        refused_r__q <= refused_r__d;
        hold__q <= hold__d;
        asked__q <= asked__d;
        asked_before__q <= asked_before__d;
        asked_sa__q <= asked_sa__d;
        asked_step__q <= asked_step__d;
        count__q <= count__d;
        packet_limit__q <= packet_limit__d;
        octet_limit__q <= octet_limit__d;
        ahead_low__q <= ahead_low__d;
        ahead_high__q <= ahead_high__d;
        age_low__q <= age_low__d;
        age_high__q <= age_high__d;
        packets__q <= packets__d;
        octets__q <= octets__d;
        top_low_some__q <= top_low_some__d;
        top_high_some__q <= top_high_some__d;
        windowed__q <= windowed__d;
        top_some__q <= top_some__d;
        advance__q <= advance__d;
        equal__q <= equal__d;
        near__q <= near__d;
        far__q <= far__d;
        stale__q <= stale__d;
        hard__q <= hard__d;
        soft__q <= soft__d;
        verdict__q <= verdict__d;
        update__q <= update__d;
        spent__q <= spent__d;
        warned__q <= warned__d;
        top_valid__q <= top_valid__d;
        top_index__q <= top_index__d;
        top_number__q <= top_number__d;
    end

    always @* begin
        step__d = step__q;
        e__d = e__q;
        out__d = out__q;
        out_valid__d = out_valid__q;
        asked__d = asked__q;
        asked_sa__d = asked_sa__q;
        asked_step__d = asked_step__q;
        verdict__d = verdict__q;
        update__d = update__q;
        spent__d = spent__q;
        warned__d = warned__q;
        top_valid__d = top_valid__q;
        passed_r__d = passed_r__q;
        refused_r__d = refused_r__q;
        if (out_valid__q && m_ready) begin
            out_valid__d = 1'h0;
        end
        if (~quiet) begin
            step__d = {step__q[8:0], 1'h0};
        end
        if (step__q[5]) begin
            step__d = 10'h100;
            if (windowed__q && advance__q) begin
                if (bitmaps__clears) begin
                    step__d = 10'h40;
                end else if (bitmaps__turns) begin
                    step__d = 10'h80;
                end
            end
        end
        if (step__q[6] && ~bitmaps__turns) begin
            step__d = 10'h100;
        end
        passed_r__d = closing && e__q[209] && ~(|verdict__q);
        refused_r__d = closing && e__q[209] && (|verdict__q);
        if (closing) begin
            step__d = 10'h1;
            out_valid__d = ~e__q[209] || (|verdict__q);
            out__d[77:0] = e__q[77:0];
            out__d[83:78] = verdict__q;
            out__d[84] = e__q[84];
            out__d[98:85] = e__q[98:85];
            if (e__q[210] && ~e__q[84]) begin
                out__d[98:85] = e__q[224:211];
            end
            out__d[109:99] = e__q[109:99];
            out__d[119:110] = e__q[119:110];
            out__d[133:120] = e__q[133:120];
            out__d[197:134] = e__q[197:134];
            out__d[198] = warned__q || (e__q[225] && ~(|verdict__q));
        end
        if (step__q[5]) begin
            if (|replay) begin
                verdict__d = replay;
            end else if (|e__q[83:78]) begin
                update__d = 1'h1;
            end else if (|hard__q) begin
                verdict__d = 6'h19;
                if (e__q[84]) begin
                    verdict__d = 6'h28;
                end
            end else begin
                update__d = 1'h1;
                spent__d = 1'h1;
                warned__d = |soft__q;
            end
        end
        if (ready && s_valid) begin
            e__d = s_data;
            verdict__d = s_data[83:78];
            update__d = 1'h0;
            spent__d = 1'h0;
            warned__d = 1'h0;
            step__d = 10'h100;
            if (~(|s_data[83:78]) || authentic) begin
                step__d = 10'h2;
            end
        end
        if (rises) begin
            asked__d = 1'h1;
            asked_sa__d = query_sa;
        end
        asked_step__d = 2'h0;
        if (asked_step__q == 2'h1) begin
            asked_step__d = 2'h2;
        end else if (asked__q && quiet && ~set) begin
            asked_step__d = 2'h1;
            asked__d = 1'h0;
        end
        top_valid__d = step__q[8] && update__q && advance__q && ~e__q[84];
        if (reset) begin
            step__d = 10'h1;
            out_valid__d = 1'h0;
            asked__d = 1'h0;
            asked_step__d = 2'h0;
            top_valid__d = 1'h0;
            passed_r__d = 1'h0;
            refused_r__d = 1'h0;
        end
    end

    always @* begin
        hold__d = hold__q;
        hold__d = (sa_wr && sa_word[11]) || asked__q || rises;
    end

    always @* begin
        asked_before__d = asked_before__q;
        asked_before__d = query;
    end

    always @* begin
        count__d = count__q;
        packet_limit__d = packet_limit__q;
        octet_limit__d = octet_limit__q;
        if (step__q[2]) begin
            count__d = counts__rd;
            packet_limit__d = packet_limits__rd;
            octet_limit__d = octet_limits__rd;
        end
    end

    always @* begin
        ahead_low__d = ahead_low__q;
        ahead_low__d = seq_low - top_low;
    end

    always @* begin
        ahead_high__d = ahead_high__q;
        ahead_high__d = seq_high - top_high;
    end

    always @* begin
        age_low__d = age_low__q;
        age_low__d = top_low - seq_low;
    end

    always @* begin
        age_high__d = age_high__q;
        age_high__d = top_high - seq_high;
    end

    always @* begin
        packets__d = packets__q;
        packets__d = count__q[127:64] + 64'h1;
    end

    always @* begin
        octets__d = octets__q;
        octets__d = count__q[191:128] + {50'h0, e__q[133:120]};
    end

    always @* begin
        top_low_some__d = top_low_some__q;
        top_low_some__d = |count__q[31:0];
    end

    always @* begin
        top_high_some__d = top_high_some__q;
        top_high_some__d = |count__q[63:32];
    end

    always @* begin
        top_some__d = top_some__q;
        top_some__d = top_low_some__q || top_high_some__q;
    end

    always @* begin
        windowed__d = windowed__q;
        windowed__d = ~e__q[84] && (|e__q[208:198]);
    end

    always @* begin
        advance__d = advance__q;
        advance__d = age_high__q[32] || (~(|age_high__q) && age_low__q[32]);
    end

    always @* begin
        equal__d = equal__q;
        equal__d = ~(|age_high__q) && ~(|age_low__q);
    end

    always @* begin
        near__d = near__q;
        near__d = ~ahead_far && ~(|ahead_low__q[31:7]);
    end

    always @* begin
        far__d = far__q;
        far__d = ahead_far || (|ahead_low__q[31:10]);
    end

    always @* begin
        stale__d = stale__q;
        stale__d = age_far || (|age_low__q[31:11]) || (age_low__q[10:0] >= e__q[208:198]);
    end

    always @* begin
        hard__d = hard__q;
        hard__d = {octets__q > octet_limit__q[127:64], packets__q > packet_limit__q[127:64]};
    end

    always @* begin
        soft__d = soft__q;
        soft__d = {octets__q >= octet_limit__q[63:0], packets__q >= packet_limit__q[63:0]};
    end

    always @* begin
        counts_wr__d = counts_wr__q;
        counts_wr__d = set || (step__q[8] && update__q);
    end

    always @* begin
        counts_wa__d = counts_wa__q;
        counts_wa__d = wa;
    end

    always @* begin
        counts_wd__d = counts_wd__q;
        counts_wd__d = fresh;
    end

    always @* begin
        top_index__d = top_index__q;
        top_index__d = e__q[98:85];
    end

    always @* begin
        top_number__d = top_number__q;
        top_number__d = e__q[197:134];
    end
    assign closing = (|step__q[9:8]) && ~out_valid__q;
    assign quiet = step__q[0] || step__q[9];
    assign rises = query && ~asked_before__q;
    assign ready = step__q[0] && ~hold__q;
    assign s_ready = ready;
    assign passed = passed_r__q;
    assign refused = refused_r__q;
    assign passed_soft = out__q[198];

    always @* begin
        replay = 6'h0;
        if (windowed__q && ~advance__q) begin
            if (stale__q) begin
                replay = 6'h13;
            end else if (bitmaps__seen || (equal__q && top_some__q)) begin
                replay = 6'h12;
            end
        end
    end
    assign authentic = (s_data[83:78] == 6'h15) || (s_data[83:78] == 6'h16) || (s_data[83:78] == 6'h17) || (s_data[83:78] == 6'h18) || (s_data[209] && (s_data[83:78] == 6'h11));
    assign free = quiet && hold__q && ~asked_step__q[0];
    assign set = sa_wr && sa_word[11] && free;

    always @* begin
        sa_ready = ~step__q[1];
        if (sa_word[11]) begin
            sa_ready = free;
        end
    end
    assign query_done = asked_step__q == 2'h2;
    assign query_seq = counts__rd[63:0];
    assign query_packets = counts__rd[127:64];
    assign query_octets = counts__rd[191:128];
    assign ra = e__q[94:85];

    always @* begin
        counts__ra = ra;
        if (asked_step__q == 2'h1) begin
            counts__ra = asked_sa__q[9:0];
        end
    end

    always @* begin
        wa = sa_index[9:0];
        fresh = no_count;
        if (set) begin
            fresh[63:0] = sa_data[63:0];
        end else begin
            wa = e__q[94:85];
            fresh = count__q;
            if (advance__q || e__q[84]) begin
                fresh[63:0] = e__q[197:134];
            end
            if (spent__q) begin
                fresh[127:64] = packets__q;
                fresh[191:128] = octets__q;
            end
        end
    end
    assign packet_limits__wr = sa_wr && sa_word[9] && ~step__q[1];
    assign octet_limits__wr = sa_wr && sa_word[10] && ~step__q[1];
    assign seq_low = {1'h0, e__q[165:134]};
    assign seq_high = {1'h0, e__q[197:166]};
    assign top_low = {1'h0, count__q[31:0]};
    assign top_high = {1'h0, count__q[63:32]};
    assign ahead_far = ahead_high__q != {32'h0, ahead_low__q[32]};
    assign age_far = age_high__q != {32'h0, age_low__q[32]};
    assign bitmaps__live = windowed__q && update__q;
    assign top_wr = top_valid__q;
    assign top_sa = top_index__q;
    assign top_seq = top_number__q;
    assign m_data = out__q;
    assign m_valid = out_valid__q;
endmodule

// respite_card_to_lookup: respite_card.lane.to_lookup
module respite_card_to_lookup (
    input  wire clock,
    input  wire reset,
    input  wire s_wr,
    input  wire [13:0] s_index,
    input  wire [4:0] s_word,
    input  wire [127:0] s_data,
    output wire s_ready,
    output wire m_wr,
    output wire [13:0] m_index,
    output wire [31:0] m_word,
    output wire [127:0] m_data,
    input  wire m_ready
);
    reg full__d;
    reg full__q;
    initial full__q = 1'h0;
    reg done__d;
    reg done__q;
    initial done__q = 1'h0;
    reg [13:0] index__d;
    reg [13:0] index__q;
    initial index__q = 14'h0;
    reg [31:0] word__d;
    reg [31:0] word__q;
    initial word__q = 32'h0;
    reg [127:0] data__d;
    reg [127:0] data__q;
    initial data__q = 128'h0;

    always @(posedge clock) begin
        full__q <= full__d;
        done__q <= done__d;
        index__q <= index__d;
        word__q <= word__d;
        data__q <= data__d;
    end

    always @* begin
        full__d = full__q;
        done__d = done__q;
        index__d = index__q;
        word__d = word__q;
        data__d = data__q;
        done__d = 1'h0;
        if (~full__q && ~done__q) begin
            index__d = s_index;
            word__d = 32'h1 << s_word;
            data__d = s_data;
            full__d = s_wr;
        end
        if (full__q && m_ready) begin
            full__d = 1'h0;
            done__d = 1'h1;
        end
        if (reset) begin
            full__d = 1'h0;
            done__d = 1'h0;
        end
    end
    assign s_ready = done__q;
    assign m_wr = full__q;
    assign m_index = index__q;
    assign m_word = word__q;
    assign m_data = data__q;
endmodule

// respite_card_lane: respite_card.lane
module respite_card_lane (
    input  wire clock,
    input  wire reset,
    input  wire [647:0] s_data,
    input  wire s_valid,
    output reg  s_ready,
    output wire [10:0] ring_ra,
    input  wire [127:0] ring_rd,
    output wire free_valid,
    output wire [9:0] free_words,
    output wire hold_wr,
    output wire [10:0] hold_wa,
    output wire [127:0] hold_wd,
    input  wire credit_valid,
    input  wire [9:0] credit_words,
    output wire [198:0] m_data,
    output wire m_valid,
    input  wire m_ready,
    output wire [775:0] miss,
    output wire miss_valid,
    input  wire miss_ready,
    output wire miss_lost,
    input  wire [2:0] sa_wr,
    output wire [2:0] sa_ready,
    input  wire [13:0] sa_index,
    input  wire [4:0] sa_word,
    input  wire [127:0] sa_data,
    input  wire cam_wr,
    input  wire [20:0] cam_place,
    input  wire [31:0] cam_spi,
    input  wire cam_ah,
    input  wire [1:0] cam_state,
    input  wire [13:0] cam_sa,
    input  wire query,
    input  wire [13:0] query_sa,
    output wire query_done,
    output wire [63:0] query_seq,
    output wire [63:0] query_packets,
    output wire [63:0] query_octets
);
    localparam [1262:0] no_context = 1263'h0;
    reg [260:0] crypted;
    wire [647:0] turn__0__m_data;
    wire [4:0] turn__0__m_base;
    wire [13:0] turn__0__m_above;
    wire turn__0__m_soft;
    wire turn__0__m_valid;
    wire turn__0__open;
    wire turn__0__entered;
    wire turn__0__issued;
    wire turn__0__bundled;
    reg [647:0] parse__s_data;
    reg parse__s_valid;
    wire parse__s_ready;
    reg parse__s_again;
    reg [4:0] parse__s_base;
    reg [13:0] parse__s_above;
    reg parse__s_soft;
    wire [1020:0] parse__m_data;
    wire parse__m_valid;
    wire lookup__s_ready;
    wire [1262:0] lookup__m_data;
    wire lookup__m_valid;
    wire lookup__sa_ready;
    wire issue__s_ready;
    reg [1262:0] issue__d_data;
    reg issue__d_valid;
    wire issue__d_ready;
    reg issue__room;
    wire issue__deal;
    reg [127:0] issue__pool_rd;
    wire issue__pool_free;
    wire [10:0] issue__ring_ra;
    wire [752:0] issue__m_data;
    wire issue__m_valid;
    wire [556:0] issue__slot;
    wire flights__s_ready;
    wire [752:0] flights__m_data;
    wire flights__m_valid;
    wire [260:0] conveyor__cipher;
    wire [1023:0] conveyor__midstates;
    wire conveyor__sa_ready;
    wire pool__0__room;
    wire [1262:0] pool__0__m_data;
    wire pool__0__m_valid;
    wire [127:0] pool__0__r_data;
    wire [1262:0] pool__0__head;
    wire [3:0] pool__0__level;
    wire emit__s_ready;
    wire [127:0] emit__beginning;
    wire [225:0] emit__m_data;
    wire emit__m_valid;
    wire emitted__s_ready;
    wire [225:0] emitted__m_data;
    wire emitted__m_valid;
    wire commit__s_ready;
    wire commit__passed;
    wire commit__passed_soft;
    wire commit__refused;
    wire commit__sa_ready;
    wire commit__top_wr;
    wire [13:0] commit__top_sa;
    wire [63:0] commit__top_seq;
    wire to_lookup__s_ready;
    wire to_lookup__m_wr;
    wire [13:0] to_lookup__m_index;
    wire [31:0] to_lookup__m_word;
    wire [127:0] to_lookup__m_data;
    wire to_commit__s_ready;
    wire to_commit__m_wr;
    wire [13:0] to_commit__m_index;
    wire [31:0] to_commit__m_word;
    wire [127:0] to_commit__m_data;

    respite_card_turn turn__0 (
        .clock(clock),
        .reset(reset),
        .head(pool__0__head),
        .beginning(emit__beginning),
        .passed(commit__passed),
        .passed_soft(commit__passed_soft),
        .m_data(turn__0__m_data),
        .m_base(turn__0__m_base),
        .m_above(turn__0__m_above),
        .m_soft(turn__0__m_soft),
        .m_valid(turn__0__m_valid),
        .m_ready(parse__s_ready),
        .open(turn__0__open),
        .entered(turn__0__entered),
        .issued(turn__0__issued),
        .level(pool__0__level),
        .bundled(turn__0__bundled)
    );

    respite_card_parse parse (
        .clock(clock),
        .reset(reset),
        .s_data(parse__s_data),
        .s_valid(parse__s_valid),
        .s_ready(parse__s_ready),
        .s_again(parse__s_again),
        .s_base(parse__s_base),
        .s_above(parse__s_above),
        .s_soft(parse__s_soft),
        .m_data(parse__m_data),
        .m_valid(parse__m_valid),
        .m_ready(lookup__s_ready)
    );

    respite_card_lookup lookup (
        .clock(clock),
        .reset(reset),
        .s_data(parse__m_data),
        .s_valid(parse__m_valid),
        .s_ready(lookup__s_ready),
        .m_data(lookup__m_data),
        .m_valid(lookup__m_valid),
        .m_ready(issue__s_ready),
        .miss(miss),
        .miss_valid(miss_valid),
        .miss_ready(miss_ready),
        .miss_lost(miss_lost),
        .sa_wr(to_lookup__m_wr),
        .sa_index(to_lookup__m_index),
        .sa_word(to_lookup__m_word),
        .sa_data(to_lookup__m_data),
        .sa_ready(lookup__sa_ready),
        .cam_wr(cam_wr),
        .cam_place(cam_place),
        .cam_spi(cam_spi),
        .cam_ah(cam_ah),
        .cam_state(cam_state),
        .cam_sa(cam_sa),
        .top_wr(commit__top_wr),
        .top_sa(commit__top_sa),
        .top_seq(commit__top_seq)
    );

    respite_card_issue issue (
        .clock(clock),
        .reset(reset),
        .s_data(lookup__m_data),
        .s_valid(lookup__m_valid),
        .s_ready(issue__s_ready),
        .d_data(issue__d_data),
        .d_valid(issue__d_valid),
        .d_ready(issue__d_ready),
        .room(issue__room),
        .deal(issue__deal),
        .pool_rd(issue__pool_rd),
        .pool_free(issue__pool_free),
        .ring_ra(issue__ring_ra),
        .ring_rd(ring_rd),
        .free_valid(free_valid),
        .free_words(free_words),
        .m_data(issue__m_data),
        .m_valid(issue__m_valid),
        .m_ready(flights__s_ready),
        .credit_valid(credit_valid),
        .credit_words(credit_words),
        .passed(commit__passed),
        .slot(issue__slot)
    );

    respite_card_flights flights (
        .clock(clock),
        .reset(reset),
        .s_data(issue__m_data),
        .s_valid(issue__m_valid),
        .s_ready(flights__s_ready),
        .m_data(flights__m_data),
        .m_valid(flights__m_valid),
        .m_ready(emit__s_ready)
    );

    respite_card_conveyor conveyor (
        .clock(clock),
        .reset(reset),
        .slot(issue__slot),
        .cipher(conveyor__cipher),
        .midstates(conveyor__midstates),
        .sa_wr(sa_wr[1]),
        .sa_index(sa_index),
        .sa_word(sa_word),
        .sa_data(sa_data),
        .sa_ready(conveyor__sa_ready)
    );

    respite_card_pool pool__0 (
        .clock(clock),
        .reset(reset),
        .deal(issue__deal),
        .deal_data(lookup__m_data),
        .room(pool__0__room),
        .cipher(conveyor__cipher),
        .midstates(conveyor__midstates),
        .m_data(pool__0__m_data),
        .m_valid(pool__0__m_valid),
        .m_ready(issue__d_ready),
        .r_at(issue__ring_ra[9:0]),
        .r_data(pool__0__r_data),
        .free(issue__pool_free),
        .refused(commit__refused),
        .head(pool__0__head),
        .level(pool__0__level)
    );

    respite_card_emit emit (
        .clock(clock),
        .reset(reset),
        .cipher(crypted),
        .s_data(flights__m_data),
        .s_valid(flights__m_valid),
        .s_ready(emit__s_ready),
        .hold_wr(hold_wr),
        .hold_wa(hold_wa),
        .hold_wd(hold_wd),
        .beginning(emit__beginning),
        .m_data(emit__m_data),
        .m_valid(emit__m_valid),
        .m_ready(emitted__s_ready)
    );

    respite_card_emitted emitted (
        .clock(clock),
        .reset(reset),
        .s_data(emit__m_data),
        .s_valid(emit__m_valid),
        .s_ready(emitted__s_ready),
        .m_data(emitted__m_data),
        .m_valid(emitted__m_valid),
        .m_ready(commit__s_ready)
    );

    respite_card_commit commit (
        .clock(clock),
        .reset(reset),
        .s_data(emitted__m_data),
        .s_valid(emitted__m_valid),
        .s_ready(commit__s_ready),
        .m_data(m_data),
        .m_valid(m_valid),
        .m_ready(m_ready),
        .passed(commit__passed),
        .passed_soft(commit__passed_soft),
        .refused(commit__refused),
        .sa_wr(to_commit__m_wr),
        .sa_index(to_commit__m_index),
        .sa_word(to_commit__m_word),
        .sa_data(to_commit__m_data),
        .sa_ready(commit__sa_ready),
        .top_wr(commit__top_wr),
        .top_sa(commit__top_sa),
        .top_seq(commit__top_seq),
        .query(query),
        .query_sa(query_sa),
        .query_done(query_done),
        .query_seq(query_seq),
        .query_packets(query_packets),
        .query_octets(query_octets)
    );

    respite_card_to_lookup to_lookup (
        .clock(clock),
        .reset(reset),
        .s_wr(sa_wr[0]),
        .s_index(sa_index),
        .s_word(sa_word),
        .s_data(sa_data),
        .s_ready(to_lookup__s_ready),
        .m_wr(to_lookup__m_wr),
        .m_index(to_lookup__m_index),
        .m_word(to_lookup__m_word),
        .m_data(to_lookup__m_data),
        .m_ready(lookup__sa_ready)
    );

    respite_card_to_lookup to_commit (
        .clock(clock),
        .reset(reset),
        .s_wr(sa_wr[2]),
        .s_index(sa_index),
        .s_word(sa_word),
        .s_data(sa_data),
        .s_ready(to_commit__s_ready),
        .m_wr(to_commit__m_wr),
        .m_index(to_commit__m_index),
        .m_word(to_commit__m_word),
        .m_data(to_commit__m_data),
        .m_ready(commit__sa_ready)
    );

    always @* begin
        parse__s_data = s_data;
        if (turn__0__m_valid) begin
            parse__s_data = turn__0__m_data;
        end
    end

    always @* begin
        parse__s_base = 5'h0;
        parse__s_base = turn__0__m_base;
    end

    always @* begin
        parse__s_above = 14'h0;
        parse__s_above = turn__0__m_above;
    end

    always @* begin
        parse__s_soft = 1'h0;
        parse__s_soft = turn__0__m_soft;
    end

    always @* begin
        parse__s_again = 1'h0;
        parse__s_again = turn__0__m_valid;
    end

    always @* begin
        parse__s_valid = s_valid;
        parse__s_valid = turn__0__m_valid || (s_valid && turn__0__open);
    end

    always @* begin
        s_ready = parse__s_ready;
        s_ready = parse__s_ready && turn__0__open && ~turn__0__m_valid;
    end
    assign turn__0__entered = s_valid && parse__s_ready && turn__0__open && ~turn__0__m_valid;
    assign turn__0__issued = lookup__m_valid && issue__s_ready && ~lookup__m_data[161];
    assign turn__0__bundled = (|sa_wr) && (sa_word == 5'h0) && sa_data[29];
    assign ring_ra = issue__ring_ra;

    always @* begin
        issue__room = 1'h0;
        issue__room = pool__0__room;
    end

    always @* begin
        issue__d_data = no_context;
        issue__d_data = pool__0__m_data;
    end

    always @* begin
        issue__d_valid = 1'h0;
        issue__d_valid = pool__0__m_valid;
    end

    always @* begin
        issue__pool_rd = 128'h0;
        issue__pool_rd = pool__0__r_data;
    end

    always @* begin
        crypted = conveyor__cipher;
        crypted[0] = conveyor__cipher[0] && ~conveyor__cipher[4];
    end
    assign sa_ready = {to_commit__s_ready, conveyor__sa_ready, to_lookup__s_ready};
endmodule

// respite_card_judge: respite_card.deliver.judge
module respite_card_judge (
    input  wire clock,
    input  wire reset,
    input  wire [55:0] q_capacity,
    input  wire [198:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    input  wire left,
    output wire busy,
    output wire [214:0] m_data,
    output wire [4:0] m_first,
    output wire m_some,
    output wire m_valid,
    input  wire load
);
    wire take;
    wire moves;
    wire [198:0] o;
    reg [214:0] j;
    reg [214:0] k;
    wire [13:0] up;
    wire [4:0] first;
    wire [9:0] span;
    reg [5:0] flying__d;
    reg [5:0] flying__q;
    initial flying__q = 6'h0;
    reg room__d;
    reg room__q;
    initial room__q = 1'h0;
    reg [198:0] outcome__d;
    reg [198:0] outcome__q;
    initial outcome__q = 199'h0;
    reg [13:0] capacity__d;
    reg [13:0] capacity__q;
    initial capacity__q = 14'h0;
    reg outcome_valid__d;
    reg outcome_valid__q;
    initial outcome_valid__q = 1'h0;
    reg none__d;
    reg none__q;
    initial none__q = 1'h0;
    reg small__d;
    reg small__q;
    initial small__q = 1'h0;
    reg weighed__d;
    reg weighed__q;
    initial weighed__q = 1'h0;
    reg [214:0] judged__d;
    reg [214:0] judged__q;
    initial judged__q = 215'h0;
    reg judged_valid__d;
    reg judged_valid__q;
    initial judged_valid__q = 1'h0;
    reg [214:0] next__d;
    reg [214:0] next__q;
    initial next__q = 215'h0;
    reg next_valid__d;
    reg next_valid__q;
    initial next_valid__q = 1'h0;
    reg [4:0] next_first__d;
    reg [4:0] next_first__q;
    initial next_first__q = 5'h0;
    reg next_some__d;
    reg next_some__q;
    initial next_some__q = 1'h0;

    always @(posedge clock) begin
        flying__q <= flying__d;
        room__q <= room__d;
        outcome__q <= outcome__d;
        capacity__q <= capacity__d;
        outcome_valid__q <= outcome_valid__d;
        none__q <= none__d;
        small__q <= small__d;
        weighed__q <= weighed__d;
        judged__q <= judged__d;
        judged_valid__q <= judged_valid__d;
        next__q <= next__d;
        next_valid__q <= next_valid__d;
        next_first__q <= next_first__d;
        next_some__q <= next_some__d;
    end

    always @* begin
        flying__d = flying__q;
        room__d = room__q;
        outcome__d = outcome__q;
        capacity__d = capacity__q;
        outcome_valid__d = outcome_valid__q;
        judged__d = judged__q;
        judged_valid__d = judged_valid__q;
        next__d = next__q;
        next_valid__d = next_valid__q;
        next_first__d = next_first__q;
        next_some__d = next_some__q;
        weighed__d = weighed__q;
        if (take && ~left) begin
            flying__d = flying__q + 6'h1;
        end
        if (~take && left) begin
            flying__d = flying__q - 6'h1;
        end
        room__d = flying__q < 6'h38;
        if (take) begin
            outcome__d = s_data;
            if (s_data[1:0] == 2'h0) begin
                capacity__d = q_capacity[13:0];
            end
            if (s_data[1:0] == 2'h1) begin
                capacity__d = q_capacity[27:14];
            end
            if (s_data[1:0] == 2'h2) begin
                capacity__d = q_capacity[41:28];
            end
            if (s_data[1:0] == 2'h3) begin
                capacity__d = q_capacity[55:42];
            end
            outcome_valid__d = 1'h1;
        end else if (moves) begin
            outcome_valid__d = 1'h0;
        end
        weighed__d = outcome_valid__q && ~moves;
        if (~judged_valid__q) begin
            judged__d = j;
            judged_valid__d = weighed__q;
        end else if (~next_valid__q || load) begin
            judged_valid__d = 1'h0;
        end
        if (~next_valid__q || load) begin
            next__d = k;
            next_valid__d = judged_valid__q;
            next_some__d = |judged__q[208:199];
            next_first__d = first;
            if (judged__q[208:199] < {5'h0, first}) begin
                next_first__d = judged__q[203:199];
            end
        end
        if (reset) begin
            flying__d = 6'h0;
            room__d = 1'h0;
            outcome_valid__d = 1'h0;
            weighed__d = 1'h0;
            judged_valid__d = 1'h0;
            next_valid__d = 1'h0;
        end
    end

    always @* begin
        none__d = none__q;
        none__d = |o[83:78];
    end

    always @* begin
        small__d = small__q;
        small__d = o[133:120] > capacity__q;
    end
    assign take = s_valid && room__q && ~outcome_valid__q;
    assign moves = weighed__q && ~judged_valid__q;
    assign s_ready = take;
    assign o = outcome__q;

    always @* begin
        j[29:0] = o[29:0];
        j[35:30] = o[83:78];
        j[36] = o[84];
        j[50:37] = o[98:85];
        j[64:51] = o[133:120];
        j[128:65] = o[197:134];
        j[129] = o[198];
        j[140:130] = o[109:99];
        j[150:141] = o[119:110];
        j[198:151] = o[77:30];
        j[208:199] = up[13:4];
        j[214:209] = 6'h0;
        if (none__q) begin
            j[64:51] = 14'h0;
            j[208:199] = 10'h0;
        end else if (small__q) begin
            j[35:30] = 6'h1a;
            if (o[84]) begin
                j[35:30] = 6'h2a;
            end
            j[64:51] = 14'h0;
            j[208:199] = 10'h0;
        end
    end
    assign up = o[133:120] + 14'hf;

    always @* begin
        k = judged__q;
        k[214:209] = span[9:4];
        if (~(|judged__q[208:199])) begin
            k[214:209] = 6'h0;
        end
    end
    assign first = 5'h10 - {1'h0, judged__q[158:155]};
    assign span = judged__q[208:199] + {6'h0, judged__q[158:155]} + 10'hf;
    assign m_data = next__q;
    assign m_first = next_first__q;
    assign m_some = next_some__q;
    assign m_valid = next_valid__q;
    assign busy = |flying__q;
endmodule

// respite_card_slice: respite_card.deliver.responses.slice
module respite_card_slice (
    input  wire clock,
    input  wire reset,
    input  wire [2:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [2:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    reg [2:0] out__d;
    reg [2:0] out__q;
    initial out__q = 3'h0;
    reg out_valid__d;
    reg out_valid__q;
    initial out_valid__q = 1'h0;
    reg [2:0] skid__d;
    reg [2:0] skid__q;
    initial skid__q = 3'h0;
    reg skid_valid__d;
    reg skid_valid__q;
    initial skid_valid__q = 1'h0;

    always @(posedge clock) begin
        out__q <= out__d;
        out_valid__q <= out_valid__d;
        skid__q <= skid__d;
        skid_valid__q <= skid_valid__d;
    end

    always @* begin
        out__d = out__q;
        out_valid__d = out_valid__q;
        skid_valid__d = skid_valid__q;
        if (m_ready || ~out_valid__q) begin
            if (skid_valid__q) begin
                out__d = skid__q;
                out_valid__d = 1'h1;
                skid_valid__d = 1'h0;
            end else begin
                out__d = s_data;
                out_valid__d = s_valid;
            end
        end else if (s_valid && ~skid_valid__q) begin
            skid_valid__d = 1'h1;
        end
        if (reset) begin
            out_valid__d = 1'h0;
            skid_valid__d = 1'h0;
        end
    end

    always @* begin
        skid__d = skid__q;
        if (~skid_valid__q) begin
            skid__d = s_data;
        end
    end
    assign s_ready = ~skid_valid__q;
    assign m_data = out__q;
    assign m_valid = out_valid__q;
endmodule

// respite_card_ram_10: respite_card.deliver.responses.awaited.ram
module respite_card_ram_10 (
    input  wire clock,
    input  wire wr,
    input  wire [5:0] wa,
    input  wire [136:0] wd,
    input  wire [5:0] ra,
    output reg  [136:0] rd
);
    (* ram_style = "distributed" *) reg [136:0] mem [0:63];
    integer i;
    initial begin
        for (i = 0; i <= 63; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_awaited: respite_card.deliver.responses.awaited
module respite_card_awaited (
    input  wire clock,
    input  wire reset,
    input  wire [136:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [136:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [5:0] next;
    wire [5:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [6:0] toggles;
    reg [5:0] write__d;
    reg [5:0] write__q;
    initial write__q = 6'h0;
    reg [5:0] read__d;
    reg [5:0] read__q;
    initial read__q = 6'h0;
    reg [5:0] after__d;
    reg [5:0] after__q;
    initial after__q = 6'h0;
    reg [6:0] level__d;
    reg [6:0] level__q;
    initial level__q = 7'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_10 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 6'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 6'h1;
            valid__d = level__q > 7'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 6'h0;
            read__d = 6'h0;
            after__d = 6'h1;
            level__d = 7'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[5:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {6'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[6:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[6:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[6:4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {toggles[6:5], (grows && ones) || (shrinks && zeros), toggles[3:0]};
        ones = ones && level__q[4];
        zeros = zeros && ~level__q[4];
        toggles = {toggles[6], (grows && ones) || (shrinks && zeros), toggles[4:0]};
        ones = ones && level__q[5];
        zeros = zeros && ~level__q[5];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[5:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_ram_11: respite_card.deliver.responses.posted.ram
module respite_card_ram_11 (
    input  wire clock,
    input  wire wr,
    input  wire [3:0] wa,
    input  wire [4:0] wd,
    input  wire [3:0] ra,
    output reg  [4:0] rd
);
    (* ram_style = "distributed" *) reg [4:0] mem [0:15];
    integer i;
    initial begin
        for (i = 0; i <= 15; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_posted: respite_card.deliver.responses.posted
module respite_card_posted (
    input  wire clock,
    input  wire reset,
    input  wire [4:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [4:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [3:0] next;
    wire [3:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [4:0] toggles;
    reg [3:0] write__d;
    reg [3:0] write__q;
    initial write__q = 4'h0;
    reg [3:0] read__d;
    reg [3:0] read__q;
    initial read__q = 4'h0;
    reg [3:0] after__d;
    reg [3:0] after__q;
    initial after__q = 4'h0;
    reg [4:0] level__d;
    reg [4:0] level__q;
    initial level__q = 5'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_11 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 4'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 4'h1;
            valid__d = level__q > 5'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 4'h0;
            read__d = 4'h0;
            after__d = 4'h1;
            level__d = 5'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[3:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {4'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[4:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[4:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[3:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_responses: respite_card.deliver.responses
module respite_card_responses (
    input  wire clock,
    input  wire reset,
    input  wire [1:0] bid,
    input  wire [1:0] bresp,
    input  wire bvalid,
    output wire bready,
    input  wire [136:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    input  wire [4:0] line,
    input  wire line_valid,
    output wire line_ready,
    input  wire record,
    output wire events_full,
    output wire [129:0] m_data,
    output wire m_valid,
    output wire write_fault,
    output wire [14:0] post,
    output wire idle
);
    wire [136:0] a;
    reg [2:0] response;
    wire [2:0] r;
    wire mine;
    wire take_response;
    wire all;
    wire nothing;
    reg [129:0] ended;
    wire [4:0] p;
    reg [14:0] posts;
    wire [2:0] slice__m_data;
    wire slice__m_valid;
    wire [136:0] awaited__m_data;
    wire awaited__m_valid;
    wire awaited__m_ready;
    wire [4:0] posted__m_data;
    wire posted__m_valid;
    wire posted__m_ready;
    reg [5:0] got__d;
    reg [5:0] got__q;
    initial got__q = 6'h0;
    reg spoilt__d;
    reg spoilt__q;
    initial spoilt__q = 1'h0;
    reg fault__d;
    reg fault__q;
    initial fault__q = 1'h0;
    reg [14:0] post_r__d;
    reg [14:0] post_r__q;
    initial post_r__q = 15'h0;
    reg [4:0] out_bursts__d;
    reg [4:0] out_bursts__q;
    initial out_bursts__q = 5'h0;
    reg [1:0] out_events__d;
    reg [1:0] out_events__q;
    initial out_events__q = 2'h0;
    reg [129:0] ended_r__d;
    reg [129:0] ended_r__q;
    initial ended_r__q = 130'h0;
    reg ended_valid__d;
    reg ended_valid__q;
    initial ended_valid__q = 1'h0;

    respite_card_slice slice (
        .clock(clock),
        .reset(reset),
        .s_data(response),
        .s_valid(bvalid),
        .s_ready(bready),
        .m_data(slice__m_data),
        .m_valid(slice__m_valid),
        .m_ready(take_response)
    );

    respite_card_awaited awaited (
        .clock(clock),
        .reset(reset),
        .s_data(s_data),
        .s_valid(s_valid),
        .s_ready(s_ready),
        .m_data(awaited__m_data),
        .m_valid(awaited__m_valid),
        .m_ready(awaited__m_ready)
    );

    respite_card_posted posted (
        .clock(clock),
        .reset(reset),
        .s_data(line),
        .s_valid(line_valid),
        .s_ready(line_ready),
        .m_data(posted__m_data),
        .m_valid(posted__m_valid),
        .m_ready(posted__m_ready)
    );

    always @(posedge clock) begin
        got__q <= got__d;
        spoilt__q <= spoilt__d;
        fault__q <= fault__d;
        post_r__q <= post_r__d;
        out_bursts__q <= out_bursts__d;
        out_events__q <= out_events__d;
        ended_r__q <= ended_r__d;
        ended_valid__q <= ended_valid__d;
    end

    always @* begin
        got__d = got__q;
        spoilt__d = spoilt__q;
        fault__d = fault__q;
        post_r__d = post_r__q;
        out_bursts__d = out_bursts__q;
        out_events__d = out_events__q;
        ended_valid__d = ended_valid__q;
        if (mine) begin
            got__d = got__q + 6'h1;
            spoilt__d = spoilt__q || r[2];
        end
        if (all) begin
            got__d = 6'h0;
            spoilt__d = 1'h0;
        end
        fault__d = take_response && r[2];
        ended_valid__d = nothing || all;
        post_r__d = posts;
        if (line_valid && ~(slice__m_valid && (r[1:0] == 2'h1))) begin
            out_bursts__d = out_bursts__q + 5'h1;
        end
        if (~line_valid && slice__m_valid && (r[1:0] == 2'h1)) begin
            out_bursts__d = out_bursts__q - 5'h1;
        end
        if (record && ~(slice__m_valid && r[1])) begin
            out_events__d = out_events__q + 2'h1;
        end
        if (~record && slice__m_valid && r[1]) begin
            out_events__d = out_events__q - 2'h1;
        end
        if (reset) begin
            got__d = 6'h0;
            spoilt__d = 1'h0;
            fault__d = 1'h0;
            post_r__d = 15'h0;
            out_bursts__d = 5'h0;
            out_events__d = 2'h0;
            ended_valid__d = 1'h0;
        end
    end

    always @* begin
        ended_r__d = ended_r__q;
        ended_r__d = ended;
    end

    always @* begin
        response[1:0] = bid;
        response[2] = |bresp;
    end
    assign r = slice__m_data;
    assign a = awaited__m_data;
    assign nothing = awaited__m_valid && ~a[130];
    assign mine = slice__m_valid && ~(|r[1:0]) && awaited__m_valid && a[130];
    assign all = mine && (got__q == a[136:131]);
    assign take_response = mine || (slice__m_valid && (|r[1:0]));
    assign awaited__m_ready = nothing || all;
    assign write_fault = fault__q;

    always @* begin
        ended = a[129:0];
        if (mine && (spoilt__q || r[2])) begin
            ended[64:51] = 14'h0;
            ended[35:30] = 6'h1;
            if (a[36]) begin
                ended[35:30] = 6'h21;
            end
        end
    end
    assign m_data = ended_r__q;
    assign m_valid = ended_valid__q;
    assign p = posted__m_data;
    assign posted__m_ready = slice__m_valid && (r[1:0] == 2'h1);

    always @* begin
        posts = 15'h0;
        if (slice__m_valid && (r[1:0] == 2'h1)) begin
            if (p[1:0] == 2'h0) begin
                posts = {9'h0, p[4:2], 3'h0};
            end else if (p[1:0] == 2'h1) begin
                posts = {6'h0, p[4:2], 6'h0};
            end else if (p[1:0] == 2'h2) begin
                posts = {3'h0, p[4:2], 9'h0};
            end else begin
                posts = {p[4:2], 12'h0};
            end
        end
        if (slice__m_valid && r[1]) begin
            posts = 15'h1;
        end
    end
    assign post = post_r__q;
    assign events_full = &out_events__q;
    assign idle = ~(|out_bursts__q) && ~(|out_events__q);
endmodule

// respite_card_ram_12: respite_card.deliver.completions.waiting.ram
module respite_card_ram_12 (
    input  wire clock,
    input  wire wr,
    input  wire [5:0] wa,
    input  wire [129:0] wd,
    input  wire [5:0] ra,
    output reg  [129:0] rd
);
    (* ram_style = "distributed" *) reg [129:0] mem [0:63];
    integer i;
    initial begin
        for (i = 0; i <= 63; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_waiting: respite_card.deliver.completions.waiting
module respite_card_waiting (
    input  wire clock,
    input  wire reset,
    input  wire [129:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [129:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [5:0] next;
    wire [5:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [6:0] toggles;
    reg [5:0] write__d;
    reg [5:0] write__q;
    initial write__q = 6'h0;
    reg [5:0] read__d;
    reg [5:0] read__q;
    initial read__q = 6'h0;
    reg [5:0] after__d;
    reg [5:0] after__q;
    initial after__q = 6'h0;
    reg [6:0] level__d;
    reg [6:0] level__q;
    initial level__q = 7'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_12 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 6'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 6'h1;
            valid__d = level__q > 7'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 6'h0;
            read__d = 6'h0;
            after__d = 6'h1;
            level__d = 7'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[5:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {6'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[6:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[6:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[6:4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {toggles[6:5], (grows && ones) || (shrinks && zeros), toggles[3:0]};
        ones = ones && level__q[4];
        zeros = zeros && ~level__q[4];
        toggles = {toggles[6], (grows && ones) || (shrinks && zeros), toggles[4:0]};
        ones = ones && level__q[5];
        zeros = zeros && ~level__q[5];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[5:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_completions: respite_card.deliver.completions
module respite_card_completions (
    input  wire clock,
    input  wire reset,
    input  wire [3:0] q_enable,
    input  wire [191:0] cq_base,
    input  wire [15:0] q_log2,
    input  wire [15:0] now,
    input  wire [129:0] s_data,
    input  wire s_valid,
    output wire left,
    output wire [47:0] b_addr,
    output wire [511:0] b_data,
    output wire [2:0] b_count,
    output wire [1:0] b_queue,
    output wire b_valid,
    input  wire b_ready,
    output wire done,
    output wire [20:0] done_data,
    output wire idle
);
    wire [129:0] e;
    wire [15:0] clocks;
    wire [127:0] made;
    wire [127:0] stamped;
    wire take;
    wire joins;
    wire drop_it;
    wire go;
    reg [20:0] d;
    reg [11:0] mask_now;
    reg [11:0] here;
    reg [11:0] here_mask;
    reg [47:0] here_base;
    reg here_phase;
    reg here_on;
    wire waiting__s_ready;
    wire [129:0] waiting__m_data;
    wire waiting__m_valid;
    wire waiting__m_ready;
    reg [127:0] word__d;
    reg [127:0] word__q;
    initial word__q = 128'h0;
    reg [1:0] word_queue__d;
    reg [1:0] word_queue__q;
    initial word_queue__q = 2'h0;
    reg word_valid__d;
    reg word_valid__q;
    initial word_valid__q = 1'h0;
    reg done_r__d;
    reg done_r__q;
    initial done_r__q = 1'h0;
    reg [20:0] done_data_r__d;
    reg [20:0] done_data_r__q;
    initial done_data_r__q = 21'h0;
    reg found__d;
    reg found__q;
    initial found__q = 1'h0;
    reg joined__d;
    reg joined__q;
    initial joined__q = 1'h0;
    reg [47:0] base__d;
    reg [47:0] base__q;
    initial base__q = 48'h0;
    reg [11:0] at__d;
    reg [11:0] at__q;
    initial at__q = 12'h0;
    reg [11:0] mask__d;
    reg [11:0] mask__q;
    initial mask__q = 12'h0;
    reg phase__d;
    reg phase__q;
    initial phase__q = 1'h0;
    reg enabled__d;
    reg enabled__q;
    initial enabled__q = 1'h0;
    reg looked__d;
    reg looked__q;
    initial looked__q = 1'h0;
    reg [47:0] place__d;
    reg [47:0] place__q;
    initial place__q = 48'h0;
    reg last__d;
    reg last__q;
    initial last__q = 1'h0;
    reg phase_now__d;
    reg phase_now__q;
    initial phase_now__q = 1'h0;
    reg line_end__d;
    reg line_end__q;
    initial line_end__q = 1'h0;
    reg on__d;
    reg on__q;
    initial on__q = 1'h0;
    reg [11:0] index__0__d;
    reg [11:0] index__0__q;
    initial index__0__q = 12'h0;
    reg [11:0] index__1__d;
    reg [11:0] index__1__q;
    initial index__1__q = 12'h0;
    reg [11:0] index__2__d;
    reg [11:0] index__2__q;
    initial index__2__q = 12'h0;
    reg [11:0] index__3__d;
    reg [11:0] index__3__q;
    initial index__3__q = 12'h0;
    reg laps__0__d;
    reg laps__0__q;
    initial laps__0__q = 1'h0;
    reg laps__1__d;
    reg laps__1__q;
    initial laps__1__q = 1'h0;
    reg laps__2__d;
    reg laps__2__q;
    initial laps__2__q = 1'h0;
    reg laps__3__d;
    reg laps__3__q;
    initial laps__3__q = 1'h0;
    reg [11:0] masks__0__d;
    reg [11:0] masks__0__q;
    initial masks__0__q = 12'h0;
    reg [11:0] masks__1__d;
    reg [11:0] masks__1__q;
    initial masks__1__q = 12'h0;
    reg [11:0] masks__2__d;
    reg [11:0] masks__2__q;
    initial masks__2__q = 12'h0;
    reg [11:0] masks__3__q;
    initial masks__3__q = 12'h0;
    reg [127:0] c0__d;
    reg [127:0] c0__q;
    initial c0__q = 128'h0;
    reg [127:0] c1__d;
    reg [127:0] c1__q;
    initial c1__q = 128'h0;
    reg [127:0] c2__d;
    reg [127:0] c2__q;
    initial c2__q = 128'h0;
    reg [127:0] c3__d;
    reg [127:0] c3__q;
    initial c3__q = 128'h0;
    reg [2:0] count__d;
    reg [2:0] count__q;
    initial count__q = 3'h0;
    reg some__d;
    reg some__q;
    initial some__q = 1'h0;
    reg [47:0] line_addr__d;
    reg [47:0] line_addr__q;
    initial line_addr__q = 48'h0;
    reg [1:0] line_queue__d;
    reg [1:0] line_queue__q;
    initial line_queue__q = 2'h0;
    reg closed__d;
    reg closed__q;
    initial closed__q = 1'h0;

    respite_card_waiting waiting (
        .clock(clock),
        .reset(reset),
        .s_data(s_data),
        .s_valid(s_valid),
        .s_ready(waiting__s_ready),
        .m_data(waiting__m_data),
        .m_valid(waiting__m_valid),
        .m_ready(waiting__m_ready)
    );

    always @(posedge clock) begin
        word__q <= word__d;
        word_queue__q <= word_queue__d;
        word_valid__q <= word_valid__d;
        done_r__q <= done_r__d;
        done_data_r__q <= done_data_r__d;
        found__q <= found__d;
        joined__q <= joined__d;
        base__q <= base__d;
        at__q <= at__d;
        mask__q <= mask__d;
        phase__q <= phase__d;
        enabled__q <= enabled__d;
        looked__q <= looked__d;
        place__q <= place__d;
        last__q <= last__d;
        phase_now__q <= phase_now__d;
        line_end__q <= line_end__d;
        on__q <= on__d;
        index__0__q <= index__0__d;
        index__1__q <= index__1__d;
        index__2__q <= index__2__d;
        index__3__q <= index__3__d;
        laps__0__q <= laps__0__d;
        laps__1__q <= laps__1__d;
        laps__2__q <= laps__2__d;
        laps__3__q <= laps__3__d;
        masks__0__q <= masks__0__d;
        masks__1__q <= masks__1__d;
        masks__2__q <= masks__2__d;
        masks__3__q <= mask_now;
        c0__q <= c0__d;
        c1__q <= c1__d;
        c2__q <= c2__d;
        c3__q <= c3__d;
        count__q <= count__d;
        some__q <= some__d;
        line_addr__q <= line_addr__d;
        line_queue__q <= line_queue__d;
        closed__q <= closed__d;
    end

    always @* begin
        word__d = word__q;
        word_queue__d = word_queue__q;
        word_valid__d = word_valid__q;
        done_r__d = done_r__q;
        looked__d = looked__q;
        found__d = found__q;
        joined__d = joined__q;
        count__d = count__q;
        some__d = some__q;
        closed__d = closed__q;
        done_r__d = take;
        if (joins || drop_it) begin
            word_valid__d = 1'h0;
        end
        if (~word_valid__q) begin
            word__d = made;
            word_queue__d = e[1:0];
            word_valid__d = waiting__m_valid;
        end
        found__d = word_valid__q && ~joins && ~drop_it;
        looked__d = found__q && ~joins && ~drop_it;
        if (joins) begin
            count__d = count__q + 3'h1;
            some__d = 1'h1;
            closed__d = line_end__q || (count__q == 3'h3);
        end
        if (go) begin
            count__d = 3'h0;
            some__d = 1'h0;
            closed__d = 1'h0;
        end
        joined__d = joins;
        if (reset) begin
            word_valid__d = 1'h0;
            found__d = 1'h0;
            joined__d = 1'h0;
            looked__d = 1'h0;
            done_r__d = 1'h0;
            count__d = 3'h0;
            some__d = 1'h0;
            closed__d = 1'h0;
        end
    end

    always @* begin
        done_data_r__d = done_data_r__q;
        done_data_r__d = d;
    end

    always @* begin
        place__d = place__q;
        place__d = base__q + {32'h0, at__q, 4'h0};
    end

    always @* begin
        last__d = last__q;
        last__d = at__q == mask__q;
    end

    always @* begin
        phase_now__d = phase_now__q;
        phase_now__d = phase__q;
    end

    always @* begin
        base__d = base__q;
        base__d = here_base;
    end

    always @* begin
        at__d = at__q;
        at__d = here;
    end

    always @* begin
        mask__d = mask__q;
        mask__d = here_mask;
    end

    always @* begin
        phase__d = phase__q;
        phase__d = ~here_phase;
    end

    always @* begin
        enabled__d = enabled__q;
        enabled__d = here_on;
    end

    always @* begin
        line_end__d = line_end__q;
        line_end__d = (at__q == mask__q) || (&at__q[1:0]);
    end

    always @* begin
        on__d = on__q;
        on__d = enabled__q;
    end

    always @* begin
        c0__d = c0__q;
        line_addr__d = line_addr__q;
        line_queue__d = line_queue__q;
        if (~some__q) begin
            c0__d = stamped;
            line_addr__d = place__q;
            line_queue__d = word_queue__q;
        end
    end

    always @* begin
        c1__d = c1__q;
        if (count__q == 3'h1) begin
            c1__d = stamped;
        end
    end

    always @* begin
        c2__d = c2__q;
        if (count__q == 3'h2) begin
            c2__d = stamped;
        end
    end

    always @* begin
        c3__d = c3__q;
        if (count__q == 3'h3) begin
            c3__d = stamped;
        end
    end
    assign go = some__q && b_ready;
    assign drop_it = looked__q && ~on__q;
    assign joins = looked__q && on__q && ~go && (~some__q || (~closed__q && (word_queue__q == line_queue__q)));
    assign e = waiting__m_data;
    assign clocks = now - e[29:14];
    assign made = {1'h0, e[129], e[64:51], clocks, e[35:30], e[50:37], e[13:2], e[128:65]};
    assign take = waiting__m_valid && ~word_valid__q;
    assign waiting__m_ready = ~word_valid__q;
    assign left = take;

    always @* begin
        d[0] = e[36];
        d[6:1] = e[35:30];
        d[20:7] = e[64:51];
    end
    assign done = done_r__q;
    assign done_data = done_data_r__q;

    always @* begin
        here = 12'h0;
        here_mask = 12'h0;
        here_base = 48'h0;
        here_phase = 1'h0;
        here_on = 1'h0;
        if (word_queue__q == 2'h0) begin
            here = index__0__q;
            here_mask = masks__0__q;
            here_base = cq_base[47:0];
            here_phase = laps__0__q;
            here_on = q_enable[0];
        end
        if (word_queue__q == 2'h1) begin
            here = index__1__q;
            here_mask = masks__1__q;
            here_base = cq_base[95:48];
            here_phase = laps__1__q;
            here_on = q_enable[1];
        end
        if (word_queue__q == 2'h2) begin
            here = index__2__q;
            here_mask = masks__2__q;
            here_base = cq_base[143:96];
            here_phase = laps__2__q;
            here_on = q_enable[2];
        end
        if (word_queue__q == 2'h3) begin
            here = index__3__q;
            here_mask = masks__3__q;
            here_base = cq_base[191:144];
            here_phase = laps__3__q;
            here_on = q_enable[3];
        end
    end

    always @* begin
        index__0__d = index__0__q;
        laps__0__d = laps__0__q;
        if (joined__q && (word_queue__q == 2'h0)) begin
            index__0__d = index__0__q + 12'h1;
            if (last__q) begin
                index__0__d = 12'h0;
                laps__0__d = ~laps__0__q;
            end
        end
        if (~q_enable[0] || reset) begin
            index__0__d = 12'h0;
            laps__0__d = 1'h0;
        end
    end

    always @* begin
        mask_now = 12'h0;
        if (q_log2[3:0] > 4'h0) begin
            mask_now = 12'h1;
        end
        if (q_log2[3:0] > 4'h1) begin
            mask_now = {mask_now[11:2], 1'h1, mask_now[0]};
        end
        if (q_log2[3:0] > 4'h2) begin
            mask_now = {mask_now[11:3], 1'h1, mask_now[1:0]};
        end
        if (q_log2[3:0] > 4'h3) begin
            mask_now = {mask_now[11:4], 1'h1, mask_now[2:0]};
        end
        if (q_log2[3:0] > 4'h4) begin
            mask_now = {mask_now[11:5], 1'h1, mask_now[3:0]};
        end
        if (q_log2[3:0] > 4'h5) begin
            mask_now = {mask_now[11:6], 1'h1, mask_now[4:0]};
        end
        if (q_log2[3:0] > 4'h6) begin
            mask_now = {mask_now[11:7], 1'h1, mask_now[5:0]};
        end
        if (q_log2[3:0] > 4'h7) begin
            mask_now = {mask_now[11:8], 1'h1, mask_now[6:0]};
        end
        if (q_log2[3:0] > 4'h8) begin
            mask_now = {mask_now[11:9], 1'h1, mask_now[7:0]};
        end
        if (q_log2[3:0] > 4'h9) begin
            mask_now = {mask_now[11:10], 1'h1, mask_now[8:0]};
        end
        if (q_log2[3:0] > 4'ha) begin
            mask_now = {mask_now[11], 1'h1, mask_now[9:0]};
        end
        if (q_log2[3:0] > 4'hb) begin
            mask_now = {1'h1, mask_now[10:0]};
        end
        masks__0__d = mask_now;
        mask_now = 12'h0;
        if (q_log2[7:4] > 4'h0) begin
            mask_now = 12'h1;
        end
        if (q_log2[7:4] > 4'h1) begin
            mask_now = {mask_now[11:2], 1'h1, mask_now[0]};
        end
        if (q_log2[7:4] > 4'h2) begin
            mask_now = {mask_now[11:3], 1'h1, mask_now[1:0]};
        end
        if (q_log2[7:4] > 4'h3) begin
            mask_now = {mask_now[11:4], 1'h1, mask_now[2:0]};
        end
        if (q_log2[7:4] > 4'h4) begin
            mask_now = {mask_now[11:5], 1'h1, mask_now[3:0]};
        end
        if (q_log2[7:4] > 4'h5) begin
            mask_now = {mask_now[11:6], 1'h1, mask_now[4:0]};
        end
        if (q_log2[7:4] > 4'h6) begin
            mask_now = {mask_now[11:7], 1'h1, mask_now[5:0]};
        end
        if (q_log2[7:4] > 4'h7) begin
            mask_now = {mask_now[11:8], 1'h1, mask_now[6:0]};
        end
        if (q_log2[7:4] > 4'h8) begin
            mask_now = {mask_now[11:9], 1'h1, mask_now[7:0]};
        end
        if (q_log2[7:4] > 4'h9) begin
            mask_now = {mask_now[11:10], 1'h1, mask_now[8:0]};
        end
        if (q_log2[7:4] > 4'ha) begin
            mask_now = {mask_now[11], 1'h1, mask_now[9:0]};
        end
        if (q_log2[7:4] > 4'hb) begin
            mask_now = {1'h1, mask_now[10:0]};
        end
        masks__1__d = mask_now;
        mask_now = 12'h0;
        if (q_log2[11:8] > 4'h0) begin
            mask_now = 12'h1;
        end
        if (q_log2[11:8] > 4'h1) begin
            mask_now = {mask_now[11:2], 1'h1, mask_now[0]};
        end
        if (q_log2[11:8] > 4'h2) begin
            mask_now = {mask_now[11:3], 1'h1, mask_now[1:0]};
        end
        if (q_log2[11:8] > 4'h3) begin
            mask_now = {mask_now[11:4], 1'h1, mask_now[2:0]};
        end
        if (q_log2[11:8] > 4'h4) begin
            mask_now = {mask_now[11:5], 1'h1, mask_now[3:0]};
        end
        if (q_log2[11:8] > 4'h5) begin
            mask_now = {mask_now[11:6], 1'h1, mask_now[4:0]};
        end
        if (q_log2[11:8] > 4'h6) begin
            mask_now = {mask_now[11:7], 1'h1, mask_now[5:0]};
        end
        if (q_log2[11:8] > 4'h7) begin
            mask_now = {mask_now[11:8], 1'h1, mask_now[6:0]};
        end
        if (q_log2[11:8] > 4'h8) begin
            mask_now = {mask_now[11:9], 1'h1, mask_now[7:0]};
        end
        if (q_log2[11:8] > 4'h9) begin
            mask_now = {mask_now[11:10], 1'h1, mask_now[8:0]};
        end
        if (q_log2[11:8] > 4'ha) begin
            mask_now = {mask_now[11], 1'h1, mask_now[9:0]};
        end
        if (q_log2[11:8] > 4'hb) begin
            mask_now = {1'h1, mask_now[10:0]};
        end
        masks__2__d = mask_now;
        mask_now = 12'h0;
        if (q_log2[15:12] > 4'h0) begin
            mask_now = 12'h1;
        end
        if (q_log2[15:12] > 4'h1) begin
            mask_now = {mask_now[11:2], 1'h1, mask_now[0]};
        end
        if (q_log2[15:12] > 4'h2) begin
            mask_now = {mask_now[11:3], 1'h1, mask_now[1:0]};
        end
        if (q_log2[15:12] > 4'h3) begin
            mask_now = {mask_now[11:4], 1'h1, mask_now[2:0]};
        end
        if (q_log2[15:12] > 4'h4) begin
            mask_now = {mask_now[11:5], 1'h1, mask_now[3:0]};
        end
        if (q_log2[15:12] > 4'h5) begin
            mask_now = {mask_now[11:6], 1'h1, mask_now[4:0]};
        end
        if (q_log2[15:12] > 4'h6) begin
            mask_now = {mask_now[11:7], 1'h1, mask_now[5:0]};
        end
        if (q_log2[15:12] > 4'h7) begin
            mask_now = {mask_now[11:8], 1'h1, mask_now[6:0]};
        end
        if (q_log2[15:12] > 4'h8) begin
            mask_now = {mask_now[11:9], 1'h1, mask_now[7:0]};
        end
        if (q_log2[15:12] > 4'h9) begin
            mask_now = {mask_now[11:10], 1'h1, mask_now[8:0]};
        end
        if (q_log2[15:12] > 4'ha) begin
            mask_now = {mask_now[11], 1'h1, mask_now[9:0]};
        end
        if (q_log2[15:12] > 4'hb) begin
            mask_now = {1'h1, mask_now[10:0]};
        end
    end

    always @* begin
        index__1__d = index__1__q;
        laps__1__d = laps__1__q;
        if (joined__q && (word_queue__q == 2'h1)) begin
            index__1__d = index__1__q + 12'h1;
            if (last__q) begin
                index__1__d = 12'h0;
                laps__1__d = ~laps__1__q;
            end
        end
        if (~q_enable[1] || reset) begin
            index__1__d = 12'h0;
            laps__1__d = 1'h0;
        end
    end

    always @* begin
        index__2__d = index__2__q;
        laps__2__d = laps__2__q;
        if (joined__q && (word_queue__q == 2'h2)) begin
            index__2__d = index__2__q + 12'h1;
            if (last__q) begin
                index__2__d = 12'h0;
                laps__2__d = ~laps__2__q;
            end
        end
        if (~q_enable[2] || reset) begin
            index__2__d = 12'h0;
            laps__2__d = 1'h0;
        end
    end

    always @* begin
        index__3__d = index__3__q;
        laps__3__d = laps__3__q;
        if (joined__q && (word_queue__q == 2'h3)) begin
            index__3__d = index__3__q + 12'h1;
            if (last__q) begin
                index__3__d = 12'h0;
                laps__3__d = ~laps__3__q;
            end
        end
        if (~q_enable[3] || reset) begin
            index__3__d = 12'h0;
            laps__3__d = 1'h0;
        end
    end
    assign stamped = {phase_now__q, word__q[126:0]};
    assign b_addr = line_addr__q;
    assign b_data = {c3__q, c2__q, c1__q, c0__q};
    assign b_count = count__q;
    assign b_queue = line_queue__q;
    assign b_valid = some__q;
    assign idle = ~waiting__m_valid && ~word_valid__q && ~some__q;
endmodule

// respite_card_ram_13: respite_card.deliver.beats.ram
module respite_card_ram_13 (
    input  wire clock,
    input  wire wr,
    input  wire [4:0] wa,
    input  wire [144:0] wd,
    input  wire [4:0] ra,
    output reg  [144:0] rd
);
    (* ram_style = "distributed" *) reg [144:0] mem [0:31];
    integer i;
    initial begin
        for (i = 0; i <= 31; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_beats: respite_card.deliver.beats
module respite_card_beats (
    input  wire clock,
    input  wire reset,
    input  wire [144:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [144:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [4:0] next;
    wire [4:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [5:0] toggles;
    reg [4:0] write__d;
    reg [4:0] write__q;
    initial write__q = 5'h0;
    reg [4:0] read__d;
    reg [4:0] read__q;
    initial read__q = 5'h0;
    reg [4:0] after__d;
    reg [4:0] after__q;
    initial after__q = 5'h0;
    reg [5:0] level__d;
    reg [5:0] level__q;
    initial level__q = 6'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_13 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 5'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 5'h1;
            valid__d = level__q > 6'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 5'h0;
            read__d = 5'h0;
            after__d = 5'h1;
            level__d = 6'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[4:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {5'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[5:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[5:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[5:4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {toggles[5], (grows && ones) || (shrinks && zeros), toggles[3:0]};
        ones = ones && level__q[4];
        zeros = zeros && ~level__q[4];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[4:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_ram_14: respite_card.deliver.addresses.ram
module respite_card_ram_14 (
    input  wire clock,
    input  wire wr,
    input  wire [4:0] wa,
    input  wire [53:0] wd,
    input  wire [4:0] ra,
    output reg  [53:0] rd
);
    (* ram_style = "distributed" *) reg [53:0] mem [0:31];
    integer i;
    initial begin
        for (i = 0; i <= 31; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_addresses: respite_card.deliver.addresses
module respite_card_addresses (
    input  wire clock,
    input  wire reset,
    input  wire [53:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [53:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [4:0] next;
    wire [4:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [5:0] toggles;
    reg [4:0] write__d;
    reg [4:0] write__q;
    initial write__q = 5'h0;
    reg [4:0] read__d;
    reg [4:0] read__q;
    initial read__q = 5'h0;
    reg [4:0] after__d;
    reg [4:0] after__q;
    initial after__q = 5'h0;
    reg [5:0] level__d;
    reg [5:0] level__q;
    initial level__q = 6'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_14 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 5'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 5'h1;
            valid__d = level__q > 6'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 5'h0;
            read__d = 5'h0;
            after__d = 5'h1;
            level__d = 6'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[4:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {5'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[5:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[5:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[5:4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {toggles[5], (grows && ones) || (shrinks && zeros), toggles[3:0]};
        ones = ones && level__q[4];
        zeros = zeros && ~level__q[4];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[4:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_deliver: respite_card.deliver
module respite_card_deliver (
    input  wire clock,
    input  wire reset,
    input  wire [3:0] q_enable,
    input  wire [191:0] cq_base,
    input  wire [15:0] q_log2,
    input  wire [55:0] q_capacity,
    input  wire [15:0] now,
    input  wire [198:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    input  wire hold_wr,
    input  wire [10:0] hold_wa,
    input  wire [127:0] hold_wd,
    output wire free_valid,
    output wire [9:0] free_reserve,
    input  wire [47:0] e_addr,
    input  wire [1023:0] e_data,
    input  wire e_valid,
    output wire e_ready,
    output wire [1:0] awid,
    output wire [47:0] awaddr,
    output wire [7:0] awlen,
    output wire awvalid,
    input  wire awready,
    output wire [127:0] wdata,
    output wire [15:0] wstrb,
    output wire wlast,
    output wire wvalid,
    input  wire wready,
    input  wire [1:0] bid,
    input  wire [1:0] bresp,
    input  wire bvalid,
    output wire bready,
    output wire done,
    output wire [20:0] done_data,
    output wire write_fault,
    output wire [14:0] post,
    output wire idle
);
    wire [214:0] n;
    wire load;
    wire load_empty;
    wire granted;
    wire grant_result;
    wire grant_line;
    wire grant_event;
    wire step;
    wire finish;
    reg [144:0] beat;
    reg [15:0] strobe;
    reg [144:0] fed;
    wire [144:0] sent;
    reg [53:0] address;
    wire [53:0] head;
    reg [136:0] awaiting;
    reg [4:0] put;
    wire beat_left;
    wire judge__busy;
    wire [214:0] judge__m_data;
    wire [4:0] judge__m_first;
    wire judge__m_some;
    wire judge__m_valid;
    wire responses__s_ready;
    wire responses__line_ready;
    wire responses__events_full;
    wire [129:0] responses__m_data;
    wire responses__m_valid;
    wire responses__idle;
    wire completions__left;
    wire [47:0] completions__b_addr;
    wire [511:0] completions__b_data;
    wire [2:0] completions__b_count;
    wire [1:0] completions__b_queue;
    wire completions__b_valid;
    wire completions__idle;
    reg cur_valid__d;
    reg cur_valid__q;
    initial cur_valid__q = 1'h0;
    reg [47:0] cur_addr__d;
    reg [47:0] cur_addr__q;
    initial cur_addr__q = 48'h0;
    reg [10:0] cur_ra__d;
    reg [10:0] cur_ra__q;
    initial cur_ra__q = 11'h0;
    reg [4:0] cur_burst__d;
    reg [4:0] cur_burst__q;
    initial cur_burst__q = 5'h0;
    reg [9:0] cur_rest__d;
    reg [9:0] cur_rest__q;
    initial cur_rest__q = 10'h0;
    reg [3:0] cur_tail__d;
    reg [3:0] cur_tail__q;
    initial cur_tail__q = 4'h0;
    reg [9:0] cur_reserve__d;
    reg [9:0] cur_reserve__q;
    initial cur_reserve__q = 10'h0;
    reg of_result__d;
    reg of_result__q;
    initial of_result__q = 1'h0;
    reg of_event__d;
    reg of_event__q;
    initial of_event__q = 1'h0;
    reg [3:0] left__d;
    reg [3:0] left__q;
    initial left__q = 4'h0;
    reg [10:0] ra__d;
    reg [10:0] ra__q;
    initial ra__q = 11'h0;
    reg [3:0] tail__d;
    reg [3:0] tail__q;
    initial tail__q = 4'h0;
    reg ends__d;
    reg ends__q;
    initial ends__q = 1'h0;
    reg [9:0] reserve__d;
    reg [9:0] reserve__q;
    initial reserve__q = 10'h0;
    reg [511:0] line__d;
    reg [511:0] line__q;
    initial line__q = 512'h0;
    reg [1023:0] event__d;
    reg [1023:0] event__q;
    initial event__q = 1024'h0;
    reg [47:0] event_addr__d;
    reg [47:0] event_addr__q;
    initial event_addr__q = 48'h0;
    reg event_full__d;
    reg event_full__q;
    initial event_full__q = 1'h0;
    reg event_waits__d;
    reg event_waits__q;
    initial event_waits__q = 1'h0;
    reg event_turn__d;
    reg event_turn__q;
    initial event_turn__q = 1'h0;
    reg [144:0] p1__d;
    reg [144:0] p1__q;
    initial p1__q = 145'h0;
    reg p1_ring__d;
    reg p1_ring__q;
    initial p1_ring__q = 1'h0;
    reg p1_valid__d;
    reg p1_valid__q;
    initial p1_valid__q = 1'h0;
    reg [144:0] p2__d;
    reg [144:0] p2__q;
    initial p2__q = 145'h0;
    reg p2_ring__d;
    reg p2_ring__q;
    initial p2_ring__q = 1'h0;
    reg p2_valid__d;
    reg p2_valid__q;
    initial p2_valid__q = 1'h0;
    wire [127:0] hold__rd;
    reg [127:0] hold_out__d;
    reg [127:0] hold_out__q;
    initial hold_out__q = 128'h0;
    wire [127:0] swap__y;
    wire beats__s_ready;
    wire [144:0] beats__m_data;
    wire beats__m_valid;
    reg [4:0] owed__d;
    reg [4:0] owed__q;
    initial owed__q = 5'h0;
    reg may__d;
    reg may__q;
    initial may__q = 1'h0;
    reg open__d;
    reg open__q;
    initial open__q = 1'h0;
    reg ending__d;
    reg ending__q;
    initial ending__q = 1'h0;
    reg cur_last__d;
    reg cur_last__q;
    initial cur_last__q = 1'h0;
    wire addresses__s_valid;
    wire addresses__s_ready;
    wire [53:0] addresses__m_data;
    reg free_r__d;
    reg free_r__q;
    initial free_r__q = 1'h0;
    reg [9:0] free_n__d;
    reg [9:0] free_n__q;
    initial free_n__q = 10'h0;
    reg idle_r__d;
    reg idle_r__q;
    initial idle_r__q = 1'h0;

    respite_card_judge judge (
        .clock(clock),
        .reset(reset),
        .q_capacity(q_capacity),
        .s_data(s_data),
        .s_valid(s_valid),
        .s_ready(s_ready),
        .left(completions__left),
        .busy(judge__busy),
        .m_data(judge__m_data),
        .m_first(judge__m_first),
        .m_some(judge__m_some),
        .m_valid(judge__m_valid),
        .load(load)
    );

    respite_card_responses responses (
        .clock(clock),
        .reset(reset),
        .bid(bid),
        .bresp(bresp),
        .bvalid(bvalid),
        .bready(bready),
        .s_data(awaiting),
        .s_valid(load),
        .s_ready(responses__s_ready),
        .line(put),
        .line_valid(grant_line),
        .line_ready(responses__line_ready),
        .record(grant_event),
        .events_full(responses__events_full),
        .m_data(responses__m_data),
        .m_valid(responses__m_valid),
        .write_fault(write_fault),
        .post(post),
        .idle(responses__idle)
    );

    respite_card_completions completions (
        .clock(clock),
        .reset(reset),
        .q_enable(q_enable),
        .cq_base(cq_base),
        .q_log2(q_log2),
        .now(now),
        .s_data(responses__m_data),
        .s_valid(responses__m_valid),
        .left(completions__left),
        .b_addr(completions__b_addr),
        .b_data(completions__b_data),
        .b_count(completions__b_count),
        .b_queue(completions__b_queue),
        .b_valid(completions__b_valid),
        .b_ready(grant_line),
        .done(done),
        .done_data(done_data),
        .idle(completions__idle)
    );

    respite_card_ring hold (
        .clock(clock),
        .wr(hold_wr),
        .wa(hold_wa),
        .wd(hold_wd),
        .ra(ra__q),
        .rd(hold__rd)
    );

    respite_card_swap swap (
        .x(hold_out__q),
        .y(swap__y)
    );

    respite_card_beats beats (
        .clock(clock),
        .reset(reset),
        .s_data(fed),
        .s_valid(p2_valid__q),
        .s_ready(beats__s_ready),
        .m_data(beats__m_data),
        .m_valid(beats__m_valid),
        .m_ready(wready)
    );

    respite_card_addresses addresses (
        .clock(clock),
        .reset(reset),
        .s_data(address),
        .s_valid(addresses__s_valid),
        .s_ready(addresses__s_ready),
        .m_data(addresses__m_data),
        .m_valid(awvalid),
        .m_ready(awready)
    );

    always @(posedge clock) begin
        cur_valid__q <= cur_valid__d;
        cur_addr__q <= cur_addr__d;
        cur_ra__q <= cur_ra__d;
        cur_burst__q <= cur_burst__d;
        cur_rest__q <= cur_rest__d;
        cur_tail__q <= cur_tail__d;
        cur_reserve__q <= cur_reserve__d;
        of_result__q <= of_result__d;
        of_event__q <= of_event__d;
        left__q <= left__d;
        ra__q <= ra__d;
        tail__q <= tail__d;
        ends__q <= ends__d;
        reserve__q <= reserve__d;
        line__q <= line__d;
        event__q <= event__d;
        event_addr__q <= event_addr__d;
        event_full__q <= event_full__d;
        event_waits__q <= event_waits__d;
        event_turn__q <= event_turn__d;
        p1__q <= p1__d;
        p1_ring__q <= p1_ring__d;
        p1_valid__q <= p1_valid__d;
        p2__q <= p2__d;
        p2_ring__q <= p2_ring__d;
        p2_valid__q <= p2_valid__d;
        hold_out__q <= hold_out__d;
        owed__q <= owed__d;
        may__q <= may__d;
        open__q <= open__d;
        ending__q <= ending__d;
        cur_last__q <= cur_last__d;
        free_r__q <= free_r__d;
        free_n__q <= free_n__d;
        idle_r__q <= idle_r__d;
    end

    always @* begin
        cur_valid__d = cur_valid__q;
        cur_addr__d = cur_addr__q;
        cur_ra__d = cur_ra__q;
        cur_burst__d = cur_burst__q;
        cur_rest__d = cur_rest__q;
        cur_tail__d = cur_tail__q;
        cur_reserve__d = cur_reserve__q;
        cur_last__d = cur_last__q;
        of_result__d = of_result__q;
        of_event__d = of_event__q;
        left__d = left__q;
        ra__d = ra__q;
        tail__d = tail__q;
        ends__d = ends__q;
        reserve__d = reserve__q;
        line__d = line__q;
        event__d = event__q;
        event_addr__d = event_addr__q;
        event_full__d = event_full__q;
        event_turn__d = event_turn__q;
        p1_valid__d = p1_valid__q;
        p2_valid__d = p2_valid__q;
        owed__d = owed__q;
        may__d = may__q;
        open__d = open__q;
        ending__d = ending__q;
        event_waits__d = event_waits__q;
        free_r__d = free_r__q;
        free_n__d = free_n__q;
        idle_r__d = idle_r__q;
        may__d = owed__q < 5'h17;
        event_waits__d = event_full__q && ~of_event__q && ~responses__events_full && ~grant_event;
        if (grant_result) begin
            cur_addr__d = cur_addr__q + {39'h0, cur_burst__q, 4'h0};
            cur_ra__d = cur_ra__q + {6'h0, cur_burst__q};
            cur_burst__d = 5'h10;
            cur_rest__d = cur_rest__q - 10'h10;
            if (cur_rest__q < 10'h10) begin
                cur_burst__d = cur_rest__q[4:0];
                cur_rest__d = 10'h0;
            end
            cur_last__d = cur_rest__q <= 10'h10;
            if (cur_last__q) begin
                cur_valid__d = 1'h0;
            end
        end
        if (load) begin
            cur_valid__d = judge__m_some;
            cur_last__d = n[208:199] == {5'h0, judge__m_first};
            cur_addr__d = n[198:151];
            cur_ra__d = n[140:130];
            cur_burst__d = judge__m_first;
            cur_rest__d = n[208:199] - {5'h0, judge__m_first};
            cur_tail__d = n[54:51];
            cur_reserve__d = n[150:141];
        end
        if (step) begin
            left__d = left__q - 4'h1;
            ending__d = left__q == 4'h1;
            if (ending__q) begin
                of_result__d = 1'h0;
                of_event__d = 1'h0;
                open__d = 1'h1;
            end
            ra__d = ra__q + 11'h1;
            line__d = {line__q[127:0], line__q[511:128]};
        end
        if (step && of_event__q) begin
            event__d = {event__q[127:0], event__q[1023:128]};
            if (ending__q) begin
                event_full__d = 1'h0;
            end
        end
        if (grant_line) begin
            open__d = 1'h0;
            ending__d = completions__b_count == 3'h1;
            left__d = {1'h0, completions__b_count - 3'h1};
            line__d = completions__b_data;
            ends__d = 1'h0;
        end else if (grant_event) begin
            of_event__d = 1'h1;
            open__d = 1'h0;
            ending__d = 1'h0;
            left__d = 4'h7;
            ends__d = 1'h0;
            event_turn__d = 1'h0;
        end else if (grant_result) begin
            of_result__d = 1'h1;
            open__d = 1'h0;
            ending__d = cur_burst__q == 5'h1;
            left__d = cur_burst__q[3:0] - 4'h1;
            ra__d = cur_ra__q;
            tail__d = cur_tail__q;
            ends__d = cur_last__q;
            reserve__d = cur_reserve__q;
            event_turn__d = 1'h1;
        end
        if (e_valid && ~event_full__q) begin
            event__d = e_data;
            event_addr__d = e_addr;
            event_full__d = 1'h1;
        end
        p1_valid__d = step;
        p2_valid__d = p1_valid__q;
        if (step && ~beat_left) begin
            owed__d = owed__q + 5'h1;
        end
        if (~step && beat_left) begin
            owed__d = owed__q - 5'h1;
        end
        free_r__d = 1'h0;
        if (finish) begin
            free_r__d = 1'h1;
            free_n__d = reserve__q;
        end
        if (load_empty) begin
            free_r__d = 1'h1;
            free_n__d = n[150:141];
        end
        idle_r__d = ~judge__busy && completions__idle && ~event_full__q && responses__idle && open__q;
        if (reset) begin
            cur_valid__d = 1'h0;
            of_result__d = 1'h0;
            of_event__d = 1'h0;
            open__d = 1'h1;
            may__d = 1'h0;
            ends__d = 1'h0;
            event_full__d = 1'h0;
            event_waits__d = 1'h0;
            event_turn__d = 1'h0;
            p1_valid__d = 1'h0;
            p2_valid__d = 1'h0;
            owed__d = 5'h0;
            free_r__d = 1'h0;
            idle_r__d = 1'h0;
        end
    end

    always @* begin
        p1__d = p1__q;
        p1__d = beat;
    end

    always @* begin
        p1_ring__d = p1_ring__q;
        p1_ring__d = of_result__q;
    end

    always @* begin
        p2__d = p2__q;
        p2__d = p1__q;
    end

    always @* begin
        p2_ring__d = p2_ring__q;
        p2_ring__d = p1_ring__q;
    end

    always @* begin
        hold_out__d = hold_out__q;
        hold_out__d = hold__rd;
    end
    assign step = ~open__q && may__q;
    assign finish = step && ends__q && ending__q;
    assign granted = (open__q || (may__q && ending__q)) && addresses__s_ready;
    assign grant_line = granted && completions__b_valid && responses__line_ready;
    assign grant_event = granted && ~grant_line && event_waits__q && (event_turn__q || ~cur_valid__q);
    assign grant_result = granted && ~grant_line && ~grant_event && cur_valid__q;
    assign n = judge__m_data;
    assign load = judge__m_valid && responses__s_ready && (judge__m_some || open__q || ~ends__q) && ~cur_valid__q;
    assign load_empty = load && ~judge__m_some;

    always @* begin
        awaiting[129:0] = n[129:0];
        awaiting[130] = |n[214:209];
        awaiting[136:131] = n[214:209] - 6'h1;
    end

    always @* begin
        put[1:0] = completions__b_queue;
        put[4:2] = completions__b_count;
    end

    always @* begin
        address[1:0] = 2'h0;
        address[49:2] = cur_addr__q;
        address[53:50] = cur_burst__q[3:0] - 4'h1;
        if (grant_line) begin
            address[1:0] = 2'h1;
            address[49:2] = completions__b_addr;
            address[53:50] = {1'h0, completions__b_count - 3'h1};
        end else if (grant_event) begin
            address[1:0] = 2'h2;
            address[49:2] = event_addr__q;
            address[53:50] = 4'h7;
        end
    end
    assign addresses__s_valid = grant_line || grant_event || grant_result;
    assign e_ready = ~event_full__q;

    always @* begin
        strobe = 16'hffff;
        if (of_result__q && ends__q && ending__q && (|tail__q)) begin
            strobe = 16'h0;
            if (tail__q > 4'h0) begin
                strobe = 16'h1;
            end
            if (tail__q > 4'h1) begin
                strobe = {strobe[15:2], 1'h1, strobe[0]};
            end
            if (tail__q > 4'h2) begin
                strobe = {strobe[15:3], 1'h1, strobe[1:0]};
            end
            if (tail__q > 4'h3) begin
                strobe = {strobe[15:4], 1'h1, strobe[2:0]};
            end
            if (tail__q > 4'h4) begin
                strobe = {strobe[15:5], 1'h1, strobe[3:0]};
            end
            if (tail__q > 4'h5) begin
                strobe = {strobe[15:6], 1'h1, strobe[4:0]};
            end
            if (tail__q > 4'h6) begin
                strobe = {strobe[15:7], 1'h1, strobe[5:0]};
            end
            if (tail__q > 4'h7) begin
                strobe = {strobe[15:8], 1'h1, strobe[6:0]};
            end
            if (tail__q > 4'h8) begin
                strobe = {strobe[15:9], 1'h1, strobe[7:0]};
            end
            if (tail__q > 4'h9) begin
                strobe = {strobe[15:10], 1'h1, strobe[8:0]};
            end
            if (tail__q > 4'ha) begin
                strobe = {strobe[15:11], 1'h1, strobe[9:0]};
            end
            if (tail__q > 4'hb) begin
                strobe = {strobe[15:12], 1'h1, strobe[10:0]};
            end
            if (tail__q > 4'hc) begin
                strobe = {strobe[15:13], 1'h1, strobe[11:0]};
            end
            if (tail__q > 4'hd) begin
                strobe = {strobe[15:14], 1'h1, strobe[12:0]};
            end
            if (tail__q > 4'he) begin
                strobe = {strobe[15], 1'h1, strobe[13:0]};
            end
        end
    end

    always @* begin
        beat[127:0] = line__q[127:0];
        if (of_event__q) begin
            beat[127:0] = event__q[127:0];
        end
        beat[143:128] = strobe;
        beat[144] = ending__q;
    end

    always @* begin
        fed = p2__q;
        if (p2_ring__q) begin
            fed[127:0] = swap__y;
        end
    end
    assign beat_left = beats__m_valid && wready;
    assign sent = beats__m_data;
    assign wdata = sent[127:0];
    assign wstrb = sent[143:128];
    assign wlast = sent[144];
    assign wvalid = beats__m_valid;
    assign head = addresses__m_data;
    assign awid = head[1:0];
    assign awaddr = head[49:2];
    assign awlen = {4'h0, head[53:50]};
    assign free_valid = free_r__q;
    assign free_reserve = free_n__q;
    assign idle = idle_r__q && ~judge__busy;
endmodule

// respite_card_ram_15: respite_card.events.inbox.ram
module respite_card_ram_15 (
    input  wire clock,
    input  wire wr,
    input  wire [7:0] wa,
    input  wire [775:0] wd,
    input  wire [7:0] ra,
    output reg  [775:0] rd
);
    (* ram_style = "block", no_rw_check *) reg [775:0] mem [0:255];
    integer i;
    initial begin
        for (i = 0; i <= 255; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_inbox: respite_card.events.inbox
module respite_card_inbox (
    input  wire clock,
    input  wire reset,
    input  wire [775:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [775:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [7:0] next;
    wire [7:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [8:0] toggles;
    reg [7:0] write__d;
    reg [7:0] write__q;
    initial write__q = 8'h0;
    reg [7:0] read__d;
    reg [7:0] read__q;
    initial read__q = 8'h0;
    reg [7:0] after__d;
    reg [7:0] after__q;
    initial after__q = 8'h0;
    reg [8:0] level__d;
    reg [8:0] level__q;
    initial level__q = 9'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_15 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 8'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 8'h1;
            valid__d = level__q > 9'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 8'h0;
            read__d = 8'h0;
            after__d = 8'h1;
            level__d = 9'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[7:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {8'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[8:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[8:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[8:4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {toggles[8:5], (grows && ones) || (shrinks && zeros), toggles[3:0]};
        ones = ones && level__q[4];
        zeros = zeros && ~level__q[4];
        toggles = {toggles[8:6], (grows && ones) || (shrinks && zeros), toggles[4:0]};
        ones = ones && level__q[5];
        zeros = zeros && ~level__q[5];
        toggles = {toggles[8:7], (grows && ones) || (shrinks && zeros), toggles[5:0]};
        ones = ones && level__q[6];
        zeros = zeros && ~level__q[6];
        toggles = {toggles[8], (grows && ones) || (shrinks && zeros), toggles[6:0]};
        ones = ones && level__q[7];
        zeros = zeros && ~level__q[7];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[7:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_entries: respite_card.events.entries
module respite_card_entries (
    input  wire clock,
    input  wire wr,
    input  wire [9:0] wa,
    input  wire [472:0] wd,
    input  wire [9:0] ra,
    output reg  [472:0] rd
);
    (* ram_style = "block", no_rw_check *) reg [472:0] mem [0:1023];
    integer i;
    initial begin
        for (i = 0; i <= 1023; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_swap_head: respite_card.events.swap_head
module respite_card_swap_head (
    input  wire [383:0] x,
    output reg  [383:0] y
);
    always @* y = {x[7:0], x[15:8], x[23:16], x[31:24], x[39:32], x[47:40], x[55:48], x[63:56], x[71:64], x[79:72], x[87:80], x[95:88], x[103:96], x[111:104], x[119:112], x[127:120], x[135:128], x[143:136], x[151:144], x[159:152], x[167:160], x[175:168], x[183:176], x[191:184], x[199:192], x[207:200], x[215:208], x[223:216], x[231:224], x[239:232], x[247:240], x[255:248], x[263:256], x[271:264], x[279:272], x[287:280], x[295:288], x[303:296], x[311:304], x[319:312], x[327:320], x[335:328], x[343:336], x[351:344], x[359:352], x[367:360], x[375:368], x[383:376]};
endmodule

// respite_card_events_2: respite_card.events
module respite_card_events_2 (
    input  wire clock,
    input  wire reset,
    input  wire [775:0] miss,
    input  wire miss_valid,
    output wire miss_ready,
    input  wire [63:0] now,
    input  wire enable,
    input  wire [47:0] base,
    input  wire [3:0] log2,
    input  wire [11:0] head,
    input  wire [31:0] age,
    input  wire [31:0] period,
    input  wire [15:0] burst,
    output wire [11:0] tail,
    output wire [47:0] e_addr,
    output wire [1023:0] e_data,
    output wire e_valid,
    input  wire e_ready,
    output wire queued,
    output wire coalesced,
    output wire [15:0] overflow,
    output wire idle
);
    localparam [127:0] kind = 128'h1;
    localparam [7:0] esp = 8'h32;
    localparam [7:0] flag_no_head = 8'h8;
    localparam [3:0] Step__Sweep = 4'h0;
    localparam [3:0] Step__Idle = 4'h1;
    localparam [3:0] Step__Wait = 4'h2;
    localparam [3:0] Step__Read = 4'h3;
    localparam [3:0] Step__Load = 4'h4;
    localparam [3:0] Step__Compare = 4'h5;
    localparam [3:0] Step__Match = 4'h6;
    localparam [3:0] Step__Decide = 4'h7;
    localparam [3:0] Step__Flush = 4'h8;
    localparam [3:0] Step__First = 4'h9;
    wire allowed;
    reg offer;
    wire [775:0] m;
    wire [472:0] e;
    reg [472:0] out;
    reg [472:0] fresh;
    wire [775:0] p;
    reg [472:0] changed;
    reg [7:0] same_now;
    reg [11:0] mask_now;
    reg [383:0] head_or_zero;
    reg write;
    wire [9:0] hash;
    reg is_first;
    reg [7:0] flags;
    reg [7:0] proto;
    wire [127:0] word0;
    wire [127:0] word6;
    wire [127:0] word7;
    reg [775:0] arrived__d;
    reg [775:0] arrived__q;
    initial arrived__q = 776'h0;
    reg has_arrived__d;
    reg has_arrived__q;
    initial has_arrived__q = 1'h0;
    wire inbox__s_ready;
    wire [775:0] inbox__m_data;
    wire inbox__m_valid;
    wire inbox__m_ready;
    wire [472:0] entries__rd;
    wire [127:0] swap_src__y;
    wire [127:0] swap_dst__y;
    wire [383:0] swap_head__y;
    reg [3:0] step__d;
    reg [3:0] step__q;
    initial step__q = 4'h0;
    reg [775:0] packet__d;
    reg [775:0] packet__q;
    initial packet__q = 776'h0;
    reg has_packet__d;
    reg has_packet__q;
    initial has_packet__q = 1'h0;
    reg [9:0] index__d;
    reg [9:0] index__q;
    initial index__q = 10'h0;
    reg [9:0] sweep__d;
    reg [9:0] sweep__q;
    initial sweep__q = 10'h0;
    reg [472:0] entry__d;
    reg [472:0] entry__q;
    initial entry__q = 473'h0;
    reg [7:0] same_src__d;
    reg [7:0] same_src__q;
    initial same_src__q = 8'h0;
    reg same_spi__d;
    reg same_spi__q;
    initial same_spi__q = 1'h0;
    reg same__d;
    reg same__q;
    initial same__q = 1'h0;
    reg repeats__d;
    reg repeats__q;
    initial repeats__q = 1'h0;
    reg many__d;
    reg many__q;
    initial many__q = 1'h0;
    reg [31:0] age_of__d;
    reg [31:0] age_of__q;
    initial age_of__q = 32'h0;
    reg [15:0] tokens__d;
    reg [15:0] tokens__q;
    initial tokens__q = 16'h0;
    reg [31:0] clocks__d;
    reg [31:0] clocks__q;
    initial clocks__q = 32'h0;
    reg enabled__d;
    reg enabled__q;
    initial enabled__q = 1'h0;
    reg [11:0] tail_r__d;
    reg [11:0] tail_r__q;
    initial tail_r__q = 12'h0;
    reg phase__d;
    reg phase__q;
    initial phase__q = 1'h0;
    reg [11:0] mask__d;
    reg [11:0] mask__q;
    initial mask__q = 12'h0;
    reg room__d;
    reg room__q;
    initial room__q = 1'h0;
    reg settle__d;
    reg settle__q;
    initial settle__q = 1'h0;
    reg no_limit__d;
    reg no_limit__q;
    initial no_limit__q = 1'h0;
    reg may_spend__d;
    reg may_spend__q;
    initial may_spend__q = 1'h0;
    reg [31:0] period_less__d;
    reg [31:0] period_less__q;
    initial period_less__q = 32'h0;
    reg decided__d;
    reg decided__q;
    initial decided__q = 1'h0;
    reg [9:0] decided_index__d;
    reg [9:0] decided_index__q;
    initial decided_index__q = 10'h0;
    reg keep__d;
    reg keep__q;
    initial keep__q = 1'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg [15:0] count__d;
    reg [15:0] count__q;
    initial count__q = 16'h0;
    reg [63:0] stamp__d;
    reg [63:0] stamp__q;
    initial stamp__q = 64'h0;
    reg wr__d;
    reg wr__q;
    initial wr__q = 1'h0;
    reg [9:0] wa__d;
    reg [9:0] wa__q;
    initial wa__q = 10'h0;
    reg [472:0] wd__d;
    reg [472:0] wd__q;
    initial wd__q = 473'h0;
    reg [11:0] next_tail__d;
    reg [11:0] next_tail__q;
    initial next_tail__q = 12'h0;
    reg offered__d;
    reg offered__q;
    initial offered__q = 1'h0;
    reg offered_first__d;
    reg offered_first__q;
    initial offered_first__q = 1'h0;
    reg [1023:0] record__d;
    reg [1023:0] record__q;
    initial record__q = 1024'h0;
    reg [47:0] record_addr__d;
    reg [47:0] record_addr__q;
    initial record_addr__q = 48'h0;
    reg record_valid__d;
    reg record_valid__q;
    initial record_valid__q = 1'h0;
    reg queued_r__d;
    reg queued_r__q;
    initial queued_r__q = 1'h0;
    reg coalesced_r__d;
    reg coalesced_r__q;
    initial coalesced_r__q = 1'h0;
    reg [15:0] overflow_r__d;
    reg [15:0] overflow_r__q;
    initial overflow_r__q = 16'h0;
    reg spend__d;
    reg spend__q;
    initial spend__q = 1'h0;
    reg refill__d;
    reg refill__q;
    initial refill__q = 1'h0;

    respite_card_inbox inbox (
        .clock(clock),
        .reset(reset),
        .s_data(arrived__q),
        .s_valid(has_arrived__q),
        .s_ready(inbox__s_ready),
        .m_data(inbox__m_data),
        .m_valid(inbox__m_valid),
        .m_ready(inbox__m_ready)
    );

    respite_card_entries entries (
        .clock(clock),
        .wr(wr__q),
        .wa(wa__q),
        .wd(wd__q),
        .ra(index__q),
        .rd(entries__rd)
    );

    respite_card_swap swap_src (
        .x(out[164:37]),
        .y(swap_src__y)
    );

    respite_card_swap swap_dst (
        .x(out[292:165]),
        .y(swap_dst__y)
    );

    respite_card_swap_head swap_head (
        .x(head_or_zero),
        .y(swap_head__y)
    );

    always @(posedge clock) begin
        arrived__q <= arrived__d;
        has_arrived__q <= has_arrived__d;
        step__q <= step__d;
        packet__q <= packet__d;
        has_packet__q <= has_packet__d;
        index__q <= index__d;
        sweep__q <= sweep__d;
        entry__q <= entry__d;
        same_src__q <= same_src__d;
        same_spi__q <= same_spi__d;
        same__q <= same__d;
        repeats__q <= repeats__d;
        many__q <= many__d;
        age_of__q <= age_of__d;
        tokens__q <= tokens__d;
        clocks__q <= clocks__d;
        enabled__q <= enabled__d;
        tail_r__q <= tail_r__d;
        phase__q <= phase__d;
        mask__q <= mask__d;
        room__q <= room__d;
        settle__q <= settle__d;
        no_limit__q <= no_limit__d;
        may_spend__q <= may_spend__d;
        period_less__q <= period_less__d;
        decided__q <= decided__d;
        decided_index__q <= decided_index__d;
        keep__q <= keep__d;
        valid__q <= valid__d;
        count__q <= count__d;
        stamp__q <= stamp__d;
        wr__q <= wr__d;
        wa__q <= wa__d;
        wd__q <= wd__d;
        next_tail__q <= next_tail__d;
        offered__q <= offered__d;
        offered_first__q <= offered_first__d;
        record__q <= record__d;
        record_addr__q <= record_addr__d;
        record_valid__q <= record_valid__d;
        queued_r__q <= queued_r__d;
        coalesced_r__q <= coalesced_r__d;
        overflow_r__q <= overflow_r__d;
        spend__q <= spend__d;
        refill__q <= refill__d;
    end

    always @* begin
        step__d = step__q;
        packet__d = packet__q;
        has_packet__d = has_packet__q;
        index__d = index__q;
        sweep__d = sweep__q;
        entry__d = entry__q;
        tokens__d = tokens__q;
        enabled__d = enabled__q;
        tail_r__d = tail_r__q;
        phase__d = phase__q;
        room__d = room__q;
        record__d = record__q;
        record_addr__d = record_addr__q;
        record_valid__d = record_valid__q;
        queued_r__d = queued_r__q;
        coalesced_r__d = coalesced_r__q;
        overflow_r__d = overflow_r__q;
        has_arrived__d = has_arrived__q;
        settle__d = settle__q;
        spend__d = spend__q;
        keep__d = keep__q;
        valid__d = valid__q;
        count__d = count__q;
        offered__d = offered__q;
        has_arrived__d = miss_valid && miss_ready;
        room__d = (next_tail__q != head) && ~settle__q;
        settle__d = 1'h0;
        write = 1'h0;
        keep__d = 1'h0;
        valid__d = 1'h1;
        count__d = 16'h0;
        offer = 1'h0;
        is_first = 1'h0;
        coalesced_r__d = 1'h0;
        queued_r__d = 1'h0;
        overflow_r__d = 16'h0;
        case (step__q)
            Step__Sweep: begin
                valid__d = 1'h0;
                write = 1'h1;
                index__d = index__q + 10'h1;
                if (&index__q) begin
                    step__d = Step__Idle;
                end
            end
            Step__Idle: begin
                step__d = Step__Wait;
                has_packet__d = inbox__m_valid;
                packet__d = inbox__m_data;
                if (inbox__m_valid) begin
                    index__d = hash;
                end else begin
                    index__d = sweep__q;
                    sweep__d = sweep__q + 10'h1;
                end
            end
            Step__Wait: begin
                step__d = Step__Read;
            end
            Step__Read: begin
                step__d = Step__Load;
            end
            Step__Load: begin
                entry__d = entries__rd;
                step__d = Step__Compare;
            end
            Step__Compare: begin
                step__d = Step__Match;
            end
            Step__Match: begin
                step__d = Step__Decide;
            end
            Step__Decide: begin
                step__d = Step__Idle;
                if (has_packet__q) begin
                    if (same__q) begin
                        coalesced_r__d = 1'h1;
                        if (many__q) begin
                            step__d = Step__Flush;
                        end else begin
                            keep__d = 1'h1;
                            count__d = e[408:393] + 16'h1;
                            write = 1'h1;
                        end
                    end else if (e[0] && repeats__q) begin
                        step__d = Step__Flush;
                    end else begin
                        step__d = Step__First;
                    end
                end else if (e[0] && (age_of__q > age)) begin
                    if (repeats__q) begin
                        step__d = Step__Flush;
                    end else begin
                        valid__d = 1'h0;
                        write = 1'h1;
                    end
                end
            end
            Step__Flush: begin
                if (~allowed) begin
                    overflow_r__d = e[408:393];
                end else begin
                    offer = ~record_valid__q;
                end
                if (~allowed || ~record_valid__q) begin
                    step__d = Step__Idle;
                    if (~has_packet__q) begin
                        valid__d = 1'h0;
                        write = 1'h1;
                    end else if (same__q) begin
                        count__d = 16'h1;
                        write = 1'h1;
                    end else begin
                        step__d = Step__First;
                    end
                end
            end
            default: begin
                // Step::First
                is_first = 1'h1;
                if (~allowed) begin
                    count__d = 16'h1;
                end else begin
                    offer = ~record_valid__q;
                end
                if (~allowed || ~record_valid__q) begin
                    write = 1'h1;
                    step__d = Step__Idle;
                end
            end
        endcase
        offered__d = offer;
        if (e_ready) begin
            record_valid__d = 1'h0;
        end
        spend__d = 1'h0;
        if (offer || offered__q) begin
            room__d = 1'h0;
        end
        if (offered__q) begin
            record__d = {word7, word6, swap_head__y, swap_dst__y, swap_src__y, word0};
            record_addr__d = base + {29'h0, tail_r__q, 7'h0};
            record_valid__d = 1'h1;
            queued_r__d = 1'h1;
            spend__d = 1'h1;
            tail_r__d = next_tail__q;
            settle__d = 1'h1;
            if (~(|next_tail__q)) begin
                phase__d = ~phase__q;
            end
        end
        if (refill__q && ~spend__q && (tokens__q < burst)) begin
            tokens__d = tokens__q + 16'h1;
        end else if (spend__q && ~refill__q && (|tokens__q)) begin
            tokens__d = tokens__q - 16'h1;
        end
        enabled__d = enable;
        if (enable && ~enabled__q) begin
            tail_r__d = 12'h0;
            phase__d = 1'h1;
            tokens__d = burst;
            room__d = 1'h0;
            settle__d = 1'h1;
        end
        if (reset) begin
            has_arrived__d = 1'h0;
            step__d = Step__Sweep;
            index__d = 10'h0;
            record_valid__d = 1'h0;
            offered__d = 1'h0;
            enabled__d = 1'h0;
        end
    end

    always @* begin
        same_src__d = same_src__q;
        same_src__d = same_now;
    end

    always @* begin
        same_spi__d = same_spi__q;
        same_spi__d = (e[36:5] == p[35:4]) && (e[1] == p[0]) && (e[4] == p[3]) && (e[2] == p[1]);
    end

    always @* begin
        same__d = same__q;
        same__d = e[0] && (&same_src__q) && same_spi__q;
    end

    always @* begin
        age_of__d = age_of__q;
        age_of__d = now[31:0] - e[440:409];
    end

    always @* begin
        clocks__d = clocks__q;
        clocks__d = clocks__q + 32'h1;
        if (refill__q) begin
            clocks__d = 32'h1;
        end
    end

    always @* begin
        mask__d = mask__q;
        mask__d = mask_now;
    end

    always @* begin
        arrived__d = arrived__q;
        arrived__d = miss;
    end

    always @* begin
        no_limit__d = no_limit__q;
        no_limit__d = ~(|period);
    end

    always @* begin
        may_spend__d = may_spend__q;
        may_spend__d = (|tokens__q) || no_limit__q;
    end

    always @* begin
        period_less__d = period_less__q;
        period_less__d = period - 32'h1;
    end

    always @* begin
        wr__d = wr__q;
        wr__d = decided__q;
    end

    always @* begin
        wa__d = wa__q;
        wa__d = decided_index__q;
    end

    always @* begin
        wd__d = wd__q;
        wd__d = changed;
    end

    always @* begin
        next_tail__d = next_tail__q;
        next_tail__d = (tail_r__q + 12'h1) & mask__q;
    end

    always @* begin
        refill__d = refill__q;
        refill__d = no_limit__q || ((clocks__q >= period_less__q) && (~refill__q || ~(|period_less__q)));
    end

    always @* begin
        decided__d = decided__q;
        decided__d = write;
    end

    always @* begin
        decided_index__d = decided_index__q;
        decided_index__d = index__q;
    end

    always @* begin
        stamp__d = stamp__q;
        stamp__d = now;
    end

    always @* begin
        offered_first__d = offered_first__q;
        offered_first__d = is_first;
    end

    always @* begin
        repeats__d = repeats__q;
        repeats__d = |e[408:393];
    end

    always @* begin
        many__d = many__q;
        many__d = &e[408:393];
    end
    assign miss_ready = inbox__s_ready && ~has_arrived__q;
    assign inbox__m_ready = step__q == Step__Idle;

    always @* begin
        mask_now = 12'h0;
        if (log2 > 4'h0) begin
            mask_now = 12'h1;
        end
        if (log2 > 4'h1) begin
            mask_now = {mask_now[11:2], 1'h1, mask_now[0]};
        end
        if (log2 > 4'h2) begin
            mask_now = {mask_now[11:3], 1'h1, mask_now[1:0]};
        end
        if (log2 > 4'h3) begin
            mask_now = {mask_now[11:4], 1'h1, mask_now[2:0]};
        end
        if (log2 > 4'h4) begin
            mask_now = {mask_now[11:5], 1'h1, mask_now[3:0]};
        end
        if (log2 > 4'h5) begin
            mask_now = {mask_now[11:6], 1'h1, mask_now[4:0]};
        end
        if (log2 > 4'h6) begin
            mask_now = {mask_now[11:7], 1'h1, mask_now[5:0]};
        end
        if (log2 > 4'h7) begin
            mask_now = {mask_now[11:8], 1'h1, mask_now[6:0]};
        end
        if (log2 > 4'h8) begin
            mask_now = {mask_now[11:9], 1'h1, mask_now[7:0]};
        end
        if (log2 > 4'h9) begin
            mask_now = {mask_now[11:10], 1'h1, mask_now[8:0]};
        end
        if (log2 > 4'ha) begin
            mask_now = {mask_now[11], 1'h1, mask_now[9:0]};
        end
        if (log2 > 4'hb) begin
            mask_now = {1'h1, mask_now[10:0]};
        end
    end
    assign allowed = enabled__q && room__q && may_spend__q;
    assign m = inbox__m_data;
    assign hash = m[13:4] ^ m[23:14] ^ m[33:24] ^ {8'h0, m[35:34]} ^ m[77:68] ^ m[87:78] ^ m[97:88] ^ m[141:132] ^ m[157:148] ^ m[177:168];
    assign p = packet__q;
    assign e = entry__q;

    always @* begin
        fresh[0] = 1'h1;
        fresh[1] = p[0];
        fresh[2] = p[1];
        fresh[3] = p[2];
        fresh[4] = p[3];
        fresh[36:5] = p[35:4];
        fresh[164:37] = p[195:68];
        fresh[292:165] = p[323:196];
        fresh[308:293] = 16'h0;
        fresh[324:309] = 16'h0;
        if (p[2]) begin
            fresh[308:293] = p[339:324];
            fresh[324:309] = p[355:340];
        end
        fresh[356:325] = p[67:36];
        fresh[376:357] = 20'h0;
        if (p[1]) begin
            fresh[376:357] = p[375:356];
        end
        fresh[392:377] = p[391:376];
        fresh[408:393] = 16'h0;
        fresh[472:409] = stamp__q;
    end

    always @* begin
        same_now = 8'h0;
        if (e[52:37] == p[83:68]) begin
            same_now = 8'h1;
        end
        if (e[68:53] == p[99:84]) begin
            same_now = {same_now[7:2], 1'h1, same_now[0]};
        end
        if (e[84:69] == p[115:100]) begin
            same_now = {same_now[7:3], 1'h1, same_now[1:0]};
        end
        if (e[100:85] == p[131:116]) begin
            same_now = {same_now[7:4], 1'h1, same_now[2:0]};
        end
        if (e[116:101] == p[147:132]) begin
            same_now = {same_now[7:5], 1'h1, same_now[3:0]};
        end
        if (e[132:117] == p[163:148]) begin
            same_now = {same_now[7:6], 1'h1, same_now[4:0]};
        end
        if (e[148:133] == p[179:164]) begin
            same_now = {same_now[7], 1'h1, same_now[5:0]};
        end
        if (e[164:149] == p[195:180]) begin
            same_now = {1'h1, same_now[6:0]};
        end
    end

    always @* begin
        changed = fresh;
        if (keep__q) begin
            changed = entry__q;
        end
        changed[0] = valid__q;
        changed[408:393] = count__q;
    end

    always @* begin
        out = entry__q;
        head_or_zero = 384'h0;
        if (offered_first__q) begin
            out = fresh;
            out[408:393] = 16'h1;
            head_or_zero = p[775:392];
        end
    end

    always @* begin
        flags = flag_no_head;
        if (offered_first__q) begin
            flags = 8'h0;
        end
        if (out[3]) begin
            flags = flags | 8'h1;
        end
        if (out[2]) begin
            flags = flags | 8'h2;
        end
        if (out[4]) begin
            flags = flags | 8'h4;
        end
    end

    always @* begin
        proto = esp;
        if (out[1]) begin
            proto = 8'h33;
        end
    end
    assign word0 = kind | {112'h0, proto, 8'h0} | {104'h0, flags, 16'h0} | {64'h0, out[36:5], 32'h0} | {out[472:409], 64'h0};
    assign word6 = {44'h0, out[376:357], out[324:293], out[356:325]};
    assign word7 = {31'h0, phase__q, 48'h0, out[408:393], 16'h0, out[392:377]};
    assign tail = tail_r__q;
    assign e_addr = record_addr__q;
    assign e_data = record__q;
    assign e_valid = record_valid__q;
    assign queued = queued_r__q;
    assign coalesced = coalesced_r__q;
    assign overflow = overflow_r__q;
    assign idle = ~offered__q && ~record_valid__q && ~inbox__m_valid && ~has_arrived__q;
endmodule

// respite_card_ram_16: respite_card.counters.accepts.ram
module respite_card_ram_16 (
    input  wire clock,
    input  wire wr,
    input  wire [7:0] wa,
    input  wire [16:0] wd,
    input  wire [7:0] ra,
    output reg  [16:0] rd
);
    (* ram_style = "block", no_rw_check *) reg [16:0] mem [0:255];
    integer i;
    initial begin
        for (i = 0; i <= 255; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_accepts: respite_card.counters.accepts
module respite_card_accepts (
    input  wire clock,
    input  wire reset,
    input  wire [16:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [16:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [7:0] next;
    wire [7:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [8:0] toggles;
    reg [7:0] write__d;
    reg [7:0] write__q;
    initial write__q = 8'h0;
    reg [7:0] read__d;
    reg [7:0] read__q;
    initial read__q = 8'h0;
    reg [7:0] after__d;
    reg [7:0] after__q;
    initial after__q = 8'h0;
    reg [8:0] level__d;
    reg [8:0] level__q;
    initial level__q = 9'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_16 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 8'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 8'h1;
            valid__d = level__q > 9'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 8'h0;
            read__d = 8'h0;
            after__d = 8'h1;
            level__d = 9'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[7:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {8'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[8:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[8:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[8:4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {toggles[8:5], (grows && ones) || (shrinks && zeros), toggles[3:0]};
        ones = ones && level__q[4];
        zeros = zeros && ~level__q[4];
        toggles = {toggles[8:6], (grows && ones) || (shrinks && zeros), toggles[4:0]};
        ones = ones && level__q[5];
        zeros = zeros && ~level__q[5];
        toggles = {toggles[8:7], (grows && ones) || (shrinks && zeros), toggles[5:0]};
        ones = ones && level__q[6];
        zeros = zeros && ~level__q[6];
        toggles = {toggles[8], (grows && ones) || (shrinks && zeros), toggles[6:0]};
        ones = ones && level__q[7];
        zeros = zeros && ~level__q[7];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[7:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_ram_17: respite_card.counters.dones.ram
module respite_card_ram_17 (
    input  wire clock,
    input  wire wr,
    input  wire [7:0] wa,
    input  wire [20:0] wd,
    input  wire [7:0] ra,
    output reg  [20:0] rd
);
    (* ram_style = "block", no_rw_check *) reg [20:0] mem [0:255];
    integer i;
    initial begin
        for (i = 0; i <= 255; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_dones: respite_card.counters.dones
module respite_card_dones (
    input  wire clock,
    input  wire reset,
    input  wire [20:0] s_data,
    input  wire s_valid,
    output wire s_ready,
    output wire [20:0] m_data,
    output wire m_valid,
    input  wire m_ready
);
    wire full;
    wire nearly;
    wire put;
    wire take;
    reg [7:0] next;
    wire [7:0] low;
    wire grows;
    wire shrinks;
    reg ones;
    reg zeros;
    reg [8:0] toggles;
    reg [7:0] write__d;
    reg [7:0] write__q;
    initial write__q = 8'h0;
    reg [7:0] read__d;
    reg [7:0] read__q;
    initial read__q = 8'h0;
    reg [7:0] after__d;
    reg [7:0] after__q;
    initial after__q = 8'h0;
    reg [8:0] level__d;
    reg [8:0] level__q;
    initial level__q = 9'h0;
    reg valid__d;
    reg valid__q;
    initial valid__q = 1'h0;
    reg free__d;
    reg free__q;
    initial free__q = 1'h0;

    respite_card_ram_17 ram (
        .clock(clock),
        .wr(put),
        .wa(write__q),
        .wd(s_data),
        .ra(next),
        .rd(m_data)
    );

    always @(posedge clock) begin
        write__q <= write__d;
        read__q <= read__d;
        after__q <= after__d;
        level__q <= level__d;
        valid__q <= valid__d;
        free__q <= free__d;
    end

    always @* begin
        write__d = write__q;
        read__d = read__q;
        after__d = after__q;
        level__d = level__q;
        valid__d = valid__q;
        free__d = free__q;
        if (put) begin
            write__d = write__q + 8'h1;
        end
        free__d = take || ~(full || (nearly && put));
        next = read__q;
        valid__d = |level__q;
        if (take) begin
            next = after__q;
            after__d = after__q + 8'h1;
            valid__d = level__q > 9'h1;
        end
        level__d = level__q ^ toggles;
        read__d = next;
        if (reset) begin
            write__d = 8'h0;
            read__d = 8'h0;
            after__d = 8'h1;
            level__d = 9'h0;
            valid__d = 1'h0;
            free__d = 1'h1;
        end
    end
    assign low = level__q[7:0];
    assign full = (|level__q) && ~(|low);
    assign nearly = &low;
    assign put = s_valid && free__q;
    assign take = valid__q && m_ready;
    assign grows = put && ~take;
    assign shrinks = take && ~put;

    always @* begin
        toggles = {8'h0, grows || shrinks};
        zeros = ~level__q[0];
        toggles = {toggles[8:2], (grows && level__q[0]) || (shrinks && zeros), toggles[0]};
        ones = level__q[0] && level__q[1];
        zeros = zeros && ~level__q[1];
        toggles = {toggles[8:3], (grows && ones) || (shrinks && zeros), toggles[1:0]};
        ones = ones && level__q[2];
        zeros = zeros && ~level__q[2];
        toggles = {toggles[8:4], (grows && ones) || (shrinks && zeros), toggles[2:0]};
        ones = ones && level__q[3];
        zeros = zeros && ~level__q[3];
        toggles = {toggles[8:5], (grows && ones) || (shrinks && zeros), toggles[3:0]};
        ones = ones && level__q[4];
        zeros = zeros && ~level__q[4];
        toggles = {toggles[8:6], (grows && ones) || (shrinks && zeros), toggles[4:0]};
        ones = ones && level__q[5];
        zeros = zeros && ~level__q[5];
        toggles = {toggles[8:7], (grows && ones) || (shrinks && zeros), toggles[5:0]};
        ones = ones && level__q[6];
        zeros = zeros && ~level__q[6];
        toggles = {toggles[8], (grows && ones) || (shrinks && zeros), toggles[6:0]};
        ones = ones && level__q[7];
        zeros = zeros && ~level__q[7];
        toggles = {(grows && ones) || (shrinks && zeros), toggles[7:0]};
    end
    assign s_ready = free__q;
    assign m_valid = valid__q;
endmodule

// respite_card_drops: respite_card.counters.drops
module respite_card_drops (
    input  wire clock,
    input  wire wr,
    input  wire [5:0] wa,
    input  wire [63:0] wd,
    input  wire [5:0] ra,
    output reg  [63:0] rd
);
    (* ram_style = "distributed" *) reg [63:0] mem [0:63];
    integer i;
    initial begin
        for (i = 0; i <= 63; i = i + 1) mem[i] = 0;
        rd = 0;
    end
    always @(posedge clock) begin
        if (wr) mem[wa] <= wd;
        rd <= mem[ra];
    end
endmodule

// respite_card_counters: respite_card.counters
module respite_card_counters (
    input  wire clock,
    input  wire reset,
    input  wire accepted,
    input  wire [16:0] accepted_data,
    input  wire done,
    input  wire [20:0] done_data,
    input  wire ev_pkt,
    input  wire ev_queued,
    input  wire ev_coalesced,
    input  wire ev_lost,
    input  wire [15:0] ev_overflow,
    input  wire read_fault,
    input  wire write_fault,
    input  wire snapshot,
    input  wire clear,
    output wire busy,
    input  wire [5:0] slot,
    output wire [63:0] value
);
    localparam [1:0] Phase__Count = 2'h0;
    localparam [1:0] Phase__Settle = 2'h1;
    localparam [1:0] Phase__Copy = 2'h2;
    localparam [1:0] Phase__Clear = 2'h3;
    wire run;
    wire [16:0] a;
    wire [20:0] d;
    wire take;
    reg [13:0] mask;
    reg [63:0] pick;
    wire accepts__s_ready;
    wire [16:0] accepts__m_data;
    wire accepts__m_valid;
    wire dones__s_ready;
    wire [20:0] dones__m_data;
    wire dones__m_valid;
    wire dones__m_ready;
    reg [16:0] a1__d;
    reg [16:0] a1__q;
    initial a1__q = 17'h0;
    reg a1_valid__d;
    reg a1_valid__q;
    initial a1_valid__q = 1'h0;
    reg [20:0] d1__d;
    reg [20:0] d1__q;
    initial d1__q = 21'h0;
    reg d1_valid__d;
    reg d1_valid__q;
    initial d1_valid__q = 1'h0;
    reg ev_pkt_r__d;
    reg ev_pkt_r__q;
    initial ev_pkt_r__q = 1'h0;
    reg lost__d;
    reg lost__q;
    initial lost__q = 1'h0;
    reg [15:0] overflow__d;
    reg [15:0] overflow__q;
    initial overflow__q = 16'h0;
    reg [16:0] ev_lost_r__d;
    reg [16:0] ev_lost_r__q;
    initial ev_lost_r__q = 17'h0;
    reg [63:0] total__0__d;
    reg [63:0] total__0__q;
    initial total__0__q = 64'h0;
    reg [63:0] total__1__d;
    reg [63:0] total__1__q;
    initial total__1__q = 64'h0;
    reg [63:0] total__2__d;
    reg [63:0] total__2__q;
    initial total__2__q = 64'h0;
    reg [63:0] total__3__d;
    reg [63:0] total__3__q;
    initial total__3__q = 64'h0;
    reg [63:0] total__4__d;
    reg [63:0] total__4__q;
    initial total__4__q = 64'h0;
    reg [63:0] total__5__d;
    reg [63:0] total__5__q;
    initial total__5__q = 64'h0;
    reg [63:0] total__6__d;
    reg [63:0] total__6__q;
    initial total__6__q = 64'h0;
    reg [63:0] total__7__d;
    reg [63:0] total__7__q;
    initial total__7__q = 64'h0;
    reg [63:0] total__8__d;
    reg [63:0] total__8__q;
    initial total__8__q = 64'h0;
    reg [63:0] total__9__d;
    reg [63:0] total__9__q;
    initial total__9__q = 64'h0;
    reg [63:0] total__10__d;
    reg [63:0] total__10__q;
    initial total__10__q = 64'h0;
    reg [63:0] total__11__d;
    reg [63:0] total__11__q;
    initial total__11__q = 64'h0;
    reg [63:0] total__12__d;
    reg [63:0] total__12__q;
    initial total__12__q = 64'h0;
    reg [63:0] total__13__d;
    reg [63:0] total__13__q;
    initial total__13__q = 64'h0;
    reg drops__wr;
    reg [5:0] drops__wa;
    reg [63:0] drops__wd;
    reg [5:0] drops__ra;
    wire [63:0] drops__rd;
    reg [1:0] pace__d;
    reg [1:0] pace__q;
    initial pace__q = 2'h0;
    reg s2_valid__d;
    reg s2_valid__q;
    initial s2_valid__q = 1'h0;
    reg [5:0] s2_slot__d;
    reg [5:0] s2_slot__q;
    initial s2_slot__q = 6'h0;
    reg [63:0] s2_value__d;
    reg [63:0] s2_value__q;
    initial s2_value__q = 64'h0;
    reg s3_valid__d;
    reg s3_valid__q;
    initial s3_valid__q = 1'h0;
    reg [63:0] s3_sum__d;
    reg [63:0] s3_sum__q;
    initial s3_sum__q = 64'h0;
    reg [1:0] phase__d;
    reg [1:0] phase__q;
    initial phase__q = 2'h0;
    reg [1:0] timer__d;
    reg [1:0] timer__q;
    initial timer__q = 2'h0;
    reg [6:0] copy__d;
    reg [6:0] copy__q;
    initial copy__q = 7'h0;
    reg [5:0] copy1__d;
    reg [5:0] copy1__q;
    initial copy1__q = 6'h0;
    reg copy1_valid__d;
    reg copy1_valid__q;
    initial copy1_valid__q = 1'h0;
    reg [13:0] choice__d;
    reg [13:0] choice__q;
    initial choice__q = 14'h0;
    reg [5:0] copy2__d;
    reg [5:0] copy2__q;
    initial copy2__q = 6'h0;
    reg copy2_valid__d;
    reg copy2_valid__q;
    initial copy2_valid__q = 1'h0;
    reg [63:0] picked__d;
    reg [63:0] picked__q;
    initial picked__q = 64'h0;
    reg clearing__d;
    reg clearing__q;
    initial clearing__q = 1'h0;

    respite_card_accepts accepts (
        .clock(clock),
        .reset(reset),
        .s_data(accepted_data),
        .s_valid(accepted),
        .s_ready(accepts__s_ready),
        .m_data(accepts__m_data),
        .m_valid(accepts__m_valid),
        .m_ready(run)
    );

    respite_card_dones dones (
        .clock(clock),
        .reset(reset),
        .s_data(done_data),
        .s_valid(done),
        .s_ready(dones__s_ready),
        .m_data(dones__m_data),
        .m_valid(dones__m_valid),
        .m_ready(dones__m_ready)
    );

    respite_card_drops drops (
        .clock(clock),
        .wr(drops__wr),
        .wa(drops__wa),
        .wd(drops__wd),
        .ra(drops__ra),
        .rd(drops__rd)
    );

    respite_card_drops shadow (
        .clock(clock),
        .wr(copy2_valid__q),
        .wa(copy2__q),
        .wd(picked__q),
        .ra(slot),
        .rd(value)
    );

    always @(posedge clock) begin
        a1__q <= a1__d;
        a1_valid__q <= a1_valid__d;
        d1__q <= d1__d;
        d1_valid__q <= d1_valid__d;
        ev_pkt_r__q <= ev_pkt_r__d;
        lost__q <= lost__d;
        overflow__q <= overflow__d;
        ev_lost_r__q <= ev_lost_r__d;
        total__0__q <= total__0__d;
        total__1__q <= total__1__d;
        total__2__q <= total__2__d;
        total__3__q <= total__3__d;
        total__4__q <= total__4__d;
        total__5__q <= total__5__d;
        total__6__q <= total__6__d;
        total__7__q <= total__7__d;
        total__8__q <= total__8__d;
        total__9__q <= total__9__d;
        total__10__q <= total__10__d;
        total__11__q <= total__11__d;
        total__12__q <= total__12__d;
        total__13__q <= total__13__d;
        pace__q <= pace__d;
        s2_valid__q <= s2_valid__d;
        s2_slot__q <= s2_slot__d;
        s2_value__q <= s2_value__d;
        s3_valid__q <= s3_valid__d;
        s3_sum__q <= s3_sum__d;
        phase__q <= phase__d;
        timer__q <= timer__d;
        copy__q <= copy__d;
        copy1__q <= copy1__d;
        copy1_valid__q <= copy1_valid__d;
        choice__q <= choice__d;
        copy2__q <= copy2__d;
        copy2_valid__q <= copy2_valid__d;
        picked__q <= picked__d;
        clearing__q <= clearing__d;
    end

    always @* begin
        a1__d = a1__q;
        a1__d = accepts__m_data;
    end

    always @* begin
        a1_valid__d = a1_valid__q;
        d1_valid__d = d1_valid__q;
        pace__d = pace__q;
        s2_valid__d = s2_valid__q;
        s3_valid__d = s3_valid__q;
        phase__d = phase__q;
        timer__d = timer__q;
        copy__d = copy__q;
        copy1_valid__d = copy1_valid__q;
        clearing__d = clearing__q;
        copy2_valid__d = copy2_valid__q;
        ev_pkt_r__d = ev_pkt_r__q;
        lost__d = lost__q;
        overflow__d = overflow__q;
        ev_lost_r__d = ev_lost_r__q;
        total__0__d = total__0__q;
        total__1__d = total__1__q;
        total__2__d = total__2__q;
        total__3__d = total__3__q;
        total__4__d = total__4__q;
        total__5__d = total__5__q;
        total__6__d = total__6__q;
        total__7__d = total__7__q;
        total__8__d = total__8__q;
        total__9__d = total__9__q;
        total__10__d = total__10__q;
        total__11__d = total__11__q;
        total__12__d = total__12__q;
        total__13__d = total__13__q;
        if (take || (|pace__q)) begin
            pace__d = pace__q + 2'h1;
        end
        a1_valid__d = accepts__m_valid && run;
        d1_valid__d = take;
        if (a1_valid__q && ~a[0]) begin
            total__0__d = total__0__q + 64'h1;
            total__1__d = total__1__q + {48'h0, a[16:1]};
        end
        if (d1_valid__q && ~d[0] && (d[6:1] == 6'h0)) begin
            total__2__d = total__2__q + 64'h1;
            total__3__d = total__3__q + {50'h0, d[20:7]};
        end
        if (a1_valid__q && a[0]) begin
            total__4__d = total__4__q + 64'h1;
            total__5__d = total__5__q + {48'h0, a[16:1]};
        end
        if (d1_valid__q && d[0] && (d[6:1] == 6'h0)) begin
            total__6__d = total__6__q + 64'h1;
            total__7__d = total__7__q + {50'h0, d[20:7]};
        end
        ev_pkt_r__d = ev_pkt;
        lost__d = ev_lost;
        overflow__d = ev_overflow;
        ev_lost_r__d = {1'h0, overflow__q} + {16'h0, lost__q};
        if (ev_pkt_r__q) begin
            total__8__d = total__8__q + 64'h1;
        end
        if (ev_queued) begin
            total__9__d = total__9__q + 64'h1;
        end
        if (ev_coalesced) begin
            total__10__d = total__10__q + 64'h1;
        end
        total__11__d = total__11__q + {47'h0, ev_lost_r__q};
        if (read_fault) begin
            total__12__d = total__12__q + 64'h1;
        end
        if (write_fault) begin
            total__13__d = total__13__q + 64'h1;
        end
        drops__ra = dones__m_data[6:1];
        s2_valid__d = d1_valid__q && (d[6:1] != 6'h0);
        s3_valid__d = s2_valid__q;
        drops__wr = s3_valid__q;
        drops__wa = s2_slot__q;
        drops__wd = s3_sum__q;
        copy1_valid__d = 1'h0;
        copy2_valid__d = copy1_valid__q;
        case (phase__q)
            Phase__Count: begin
                copy__d = 7'h0;
                timer__d = 2'h0;
                if (snapshot) begin
                    clearing__d = clear;
                    phase__d = Phase__Settle;
                end
            end
            Phase__Settle: begin
                timer__d = timer__q + 2'h1;
                if (timer__q == 2'h3) begin
                    phase__d = Phase__Copy;
                end
            end
            Phase__Copy: begin
                drops__ra = copy__q[5:0];
                copy1_valid__d = ~copy__q[6];
                copy__d = copy__q + 7'h1;
                if (copy__q[6] && ~copy1_valid__q && ~copy2_valid__q) begin
                    copy__d = 7'h0;
                    if (clearing__q) begin
                        phase__d = Phase__Clear;
                    end else begin
                        phase__d = Phase__Count;
                    end
                end
            end
            default: begin
                // Phase::Clear
                drops__wr = 1'h1;
                drops__wa = copy__q[5:0];
                drops__wd = 64'h0;
                copy__d = copy__q + 7'h1;
                if (copy__q == 7'h3f) begin
                    phase__d = Phase__Count;
                end
                if (copy__q == 7'h0) begin
                    total__0__d = 64'h0;
                    total__1__d = 64'h0;
                    total__2__d = 64'h0;
                    total__3__d = 64'h0;
                    total__4__d = 64'h0;
                    total__5__d = 64'h0;
                    total__6__d = 64'h0;
                    total__7__d = 64'h0;
                    total__8__d = 64'h0;
                    total__9__d = 64'h0;
                    total__10__d = 64'h0;
                    total__11__d = 64'h0;
                    total__12__d = 64'h0;
                    total__13__d = 64'h0;
                end
            end
        endcase
        if (reset) begin
            total__0__d = 64'h0;
            total__1__d = 64'h0;
            total__2__d = 64'h0;
            total__3__d = 64'h0;
            total__4__d = 64'h0;
            total__5__d = 64'h0;
            total__6__d = 64'h0;
            total__7__d = 64'h0;
            total__8__d = 64'h0;
            total__9__d = 64'h0;
            total__10__d = 64'h0;
            total__11__d = 64'h0;
            total__12__d = 64'h0;
            total__13__d = 64'h0;
            ev_pkt_r__d = 1'h0;
            lost__d = 1'h0;
            overflow__d = 16'h0;
            ev_lost_r__d = 17'h0;
            a1_valid__d = 1'h0;
            d1_valid__d = 1'h0;
            s2_valid__d = 1'h0;
            s3_valid__d = 1'h0;
            pace__d = 2'h0;
            copy1_valid__d = 1'h0;
            copy2_valid__d = 1'h0;
            copy__d = 7'h0;
            phase__d = Phase__Clear;
        end
    end

    always @* begin
        d1__d = d1__q;
        d1__d = dones__m_data;
    end

    always @* begin
        s2_slot__d = s2_slot__q;
        s2_value__d = s2_value__q;
        if (d1_valid__q) begin
            s2_slot__d = d[6:1];
            s2_value__d = drops__rd;
        end
    end

    always @* begin
        s3_sum__d = s3_sum__q;
        s3_sum__d = s2_value__q + 64'h1;
    end

    always @* begin
        copy1__d = copy1__q;
        copy1__d = copy__q[5:0];
    end

    always @* begin
        choice__d = choice__q;
        choice__d = mask;
    end

    always @* begin
        copy2__d = copy2__q;
        copy2__d = copy1__q;
    end

    always @* begin
        picked__d = picked__q;
        picked__d = pick;
    end
    assign run = phase__q == Phase__Count;
    assign take = dones__m_valid && run && ~(|pace__q);
    assign dones__m_ready = run && ~(|pace__q);
    assign a = a1__q;
    assign d = d1__q;

    always @* begin
        mask = {13'h0, copy__q[5:0] == 6'h30};
        mask = {mask[13:2], copy__q[5:0] == 6'h31, mask[0]};
        mask = {mask[13:3], copy__q[5:0] == 6'h32, mask[1:0]};
        mask = {mask[13:4], copy__q[5:0] == 6'h33, mask[2:0]};
        mask = {mask[13:5], copy__q[5:0] == 6'h34, mask[3:0]};
        mask = {mask[13:6], copy__q[5:0] == 6'h35, mask[4:0]};
        mask = {mask[13:7], copy__q[5:0] == 6'h36, mask[5:0]};
        mask = {mask[13:8], copy__q[5:0] == 6'h37, mask[6:0]};
        mask = {mask[13:9], copy__q[5:0] == 6'h38, mask[7:0]};
        mask = {mask[13:10], copy__q[5:0] == 6'h39, mask[8:0]};
        mask = {mask[13:11], copy__q[5:0] == 6'h3a, mask[9:0]};
        mask = {mask[13:12], copy__q[5:0] == 6'h3b, mask[10:0]};
        mask = {mask[13], copy__q[5:0] == 6'h3c, mask[11:0]};
        mask = {copy__q[5:0] == 6'h3d, mask[12:0]};
    end

    always @* begin
        pick = 64'h0;
        if (choice__q[0]) begin
            pick = total__0__q;
        end
        if (choice__q[1]) begin
            pick = pick | total__1__q;
        end
        if (choice__q[2]) begin
            pick = pick | total__2__q;
        end
        if (choice__q[3]) begin
            pick = pick | total__3__q;
        end
        if (choice__q[4]) begin
            pick = pick | total__4__q;
        end
        if (choice__q[5]) begin
            pick = pick | total__5__q;
        end
        if (choice__q[6]) begin
            pick = pick | total__6__q;
        end
        if (choice__q[7]) begin
            pick = pick | total__7__q;
        end
        if (choice__q[8]) begin
            pick = pick | total__8__q;
        end
        if (choice__q[9]) begin
            pick = pick | total__9__q;
        end
        if (choice__q[10]) begin
            pick = pick | total__10__q;
        end
        if (choice__q[11]) begin
            pick = pick | total__11__q;
        end
        if (choice__q[12]) begin
            pick = pick | total__12__q;
        end
        if (choice__q[13]) begin
            pick = pick | total__13__q;
        end
        if (~(|choice__q)) begin
            pick = drops__rd;
        end
    end
    assign busy = phase__q != Phase__Count;
endmodule

// respite_card_moderation: respite_card.moderation
module respite_card_moderation (
    input  wire clock,
    input  wire reset,
    input  wire [14:0] post,
    input  wire [79:0] irq_count,
    input  wire [159:0] irq_time,
    output wire [4:0] irq
);
    reg [4:0] due;
    wire [16:0] added__0;
    wire [16:0] added__1;
    wire [16:0] added__2;
    wire [16:0] added__3;
    wire [16:0] added__4;
    wire [16:0] enough__0;
    wire [16:0] enough__1;
    wire [16:0] enough__2;
    wire [16:0] enough__3;
    wire [16:0] enough__4;
    reg [16:0] items__0__d;
    reg [16:0] items__0__q;
    initial items__0__q = 17'h0;
    reg [16:0] items__1__d;
    reg [16:0] items__1__q;
    initial items__1__q = 17'h0;
    reg [16:0] items__2__d;
    reg [16:0] items__2__q;
    initial items__2__q = 17'h0;
    reg [16:0] items__3__d;
    reg [16:0] items__3__q;
    initial items__3__q = 17'h0;
    reg [16:0] items__4__d;
    reg [16:0] items__4__q;
    initial items__4__q = 17'h0;
    reg [31:0] age__0__d;
    reg [31:0] age__0__q;
    initial age__0__q = 32'h0;
    reg [31:0] age__1__d;
    reg [31:0] age__1__q;
    initial age__1__q = 32'h0;
    reg [31:0] age__2__d;
    reg [31:0] age__2__q;
    initial age__2__q = 32'h0;
    reg [31:0] age__3__d;
    reg [31:0] age__3__q;
    initial age__3__q = 32'h0;
    reg [31:0] age__4__d;
    reg [31:0] age__4__q;
    initial age__4__q = 32'h0;
    reg [4:0] irq_r__d;
    reg [4:0] irq_r__q;
    initial irq_r__q = 5'h0;
    reg [4:0] fire__d;
    reg [4:0] fire__q;
    initial fire__q = 5'h0;

    always @(posedge clock) begin
        items__0__q <= items__0__d;
        items__1__q <= items__1__d;
        items__2__q <= items__2__d;
        items__3__q <= items__3__d;
        items__4__q <= items__4__d;
        age__0__q <= age__0__d;
        age__1__q <= age__1__d;
        age__2__q <= age__2__d;
        age__3__q <= age__3__d;
        age__4__q <= age__4__d;
        irq_r__q <= irq_r__d;
        fire__q <= fire__d;
    end

    always @* begin
        irq_r__d = irq_r__q;
        fire__d = fire__q;
        fire__d = due;
        irq_r__d = fire__q;
        if (reset) begin
            fire__d = 5'h0;
            irq_r__d = 5'h0;
        end
    end

    always @* begin
        due = 5'h0;
        if ((|items__0__q) && ~fire__q[0] && ((items__0__q >= enough__0) || (age__0__q >= irq_time[31:0]))) begin
            due = 5'h1;
        end
        if ((|items__1__q) && ~fire__q[1] && ((items__1__q >= enough__1) || (age__1__q >= irq_time[63:32]))) begin
            due = {due[4:2], 1'h1, due[0]};
        end
        if ((|items__2__q) && ~fire__q[2] && ((items__2__q >= enough__2) || (age__2__q >= irq_time[95:64]))) begin
            due = {due[4:3], 1'h1, due[1:0]};
        end
        if ((|items__3__q) && ~fire__q[3] && ((items__3__q >= enough__3) || (age__3__q >= irq_time[127:96]))) begin
            due = {due[4], 1'h1, due[2:0]};
        end
        if ((|items__4__q) && ~fire__q[4] && ((items__4__q >= enough__4) || (age__4__q >= irq_time[159:128]))) begin
            due = {1'h1, due[3:0]};
        end
    end
    assign added__0 = {14'h0, post[2:0]};
    assign enough__0 = {1'h0, irq_count[15:0]};

    always @* begin
        items__0__d = items__0__q + added__0;
        if (fire__q[0]) begin
            items__0__d = added__0;
        end
        if (reset) begin
            items__0__d = 17'h0;
        end
    end

    always @* begin
        age__0__d = age__0__q + 32'h1;
        if (fire__q[0] || ~(|items__0__q) || reset) begin
            age__0__d = 32'h3;
        end
    end
    assign added__1 = {14'h0, post[5:3]};
    assign enough__1 = {1'h0, irq_count[31:16]};

    always @* begin
        items__1__d = items__1__q + added__1;
        if (fire__q[1]) begin
            items__1__d = added__1;
        end
        if (reset) begin
            items__1__d = 17'h0;
        end
    end

    always @* begin
        age__1__d = age__1__q + 32'h1;
        if (fire__q[1] || ~(|items__1__q) || reset) begin
            age__1__d = 32'h3;
        end
    end
    assign added__2 = {14'h0, post[8:6]};
    assign enough__2 = {1'h0, irq_count[47:32]};

    always @* begin
        items__2__d = items__2__q + added__2;
        if (fire__q[2]) begin
            items__2__d = added__2;
        end
        if (reset) begin
            items__2__d = 17'h0;
        end
    end

    always @* begin
        age__2__d = age__2__q + 32'h1;
        if (fire__q[2] || ~(|items__2__q) || reset) begin
            age__2__d = 32'h3;
        end
    end
    assign added__3 = {14'h0, post[11:9]};
    assign enough__3 = {1'h0, irq_count[63:48]};

    always @* begin
        items__3__d = items__3__q + added__3;
        if (fire__q[3]) begin
            items__3__d = added__3;
        end
        if (reset) begin
            items__3__d = 17'h0;
        end
    end

    always @* begin
        age__3__d = age__3__q + 32'h1;
        if (fire__q[3] || ~(|items__3__q) || reset) begin
            age__3__d = 32'h3;
        end
    end
    assign added__4 = {14'h0, post[14:12]};
    assign enough__4 = {1'h0, irq_count[79:64]};

    always @* begin
        items__4__d = items__4__q + added__4;
        if (fire__q[4]) begin
            items__4__d = added__4;
        end
        if (reset) begin
            items__4__d = 17'h0;
        end
    end

    always @* begin
        age__4__d = age__4__q + 32'h1;
        if (fire__q[4] || ~(|items__4__q) || reset) begin
            age__4__d = 32'h3;
        end
    end
    assign irq = irq_r__q;
endmodule

// respite_card: Card<10, 9>
module respite_card (
    input  wire clock,
    input  wire reset,
    input  wire [15:0] s_axil_awaddr,
    input  wire s_axil_awvalid,
    output wire s_axil_awready,
    input  wire [31:0] s_axil_wdata,
    input  wire [3:0] s_axil_wstrb,
    input  wire s_axil_wvalid,
    output wire s_axil_wready,
    output wire [1:0] s_axil_bresp,
    output wire s_axil_bvalid,
    input  wire s_axil_bready,
    input  wire [15:0] s_axil_araddr,
    input  wire s_axil_arvalid,
    output wire s_axil_arready,
    output wire [31:0] s_axil_rdata,
    output wire [1:0] s_axil_rresp,
    output wire s_axil_rvalid,
    input  wire s_axil_rready,
    output wire [1:0] m_axi_arid,
    output wire [47:0] m_axi_araddr,
    output wire [7:0] m_axi_arlen,
    output wire [2:0] m_axi_arsize,
    output wire [1:0] m_axi_arburst,
    output wire m_axi_arvalid,
    input  wire m_axi_arready,
    input  wire [1:0] m_axi_rid,
    input  wire [127:0] m_axi_rdata,
    input  wire [1:0] m_axi_rresp,
    input  wire m_axi_rlast,
    input  wire m_axi_rvalid,
    output wire m_axi_rready,
    output wire [1:0] m_axi_awid,
    output wire [47:0] m_axi_awaddr,
    output wire [7:0] m_axi_awlen,
    output wire [2:0] m_axi_awsize,
    output wire [1:0] m_axi_awburst,
    output wire m_axi_awvalid,
    input  wire m_axi_awready,
    output wire [127:0] m_axi_wdata,
    output wire [15:0] m_axi_wstrb,
    output wire m_axi_wlast,
    output wire m_axi_wvalid,
    input  wire m_axi_wready,
    input  wire [1:0] m_axi_bid,
    input  wire [1:0] m_axi_bresp,
    input  wire m_axi_bvalid,
    output wire m_axi_bready,
    output wire [4:0] irq
);
    wire [15:0] now;
    wire control__core_reset;
    wire control__enable;
    wire [3:0] control__q_enable;
    wire [191:0] control__sq_base;
    wire [191:0] control__cq_base;
    wire [15:0] control__q_log2;
    wire [47:0] control__q_tail;
    wire [55:0] control__q_capacity;
    wire [79:0] control__irq_count;
    wire [159:0] control__irq_time;
    wire control__ev_enable;
    wire [47:0] control__ev_base;
    wire [3:0] control__ev_log2;
    wire [11:0] control__ev_head;
    wire [31:0] control__ev_age;
    wire [31:0] control__ev_period;
    wire [15:0] control__ev_burst;
    wire [2:0] control__sa_wr;
    wire [13:0] control__sa_index;
    wire [4:0] control__sa_word;
    wire [127:0] control__sa_data;
    wire control__cam_wr;
    wire [20:0] control__cam_place;
    wire [31:0] control__cam_spi;
    wire control__cam_ah;
    wire [1:0] control__cam_state;
    wire [13:0] control__cam_sa;
    wire control__query;
    wire [13:0] control__query_sa;
    wire control__snapshot;
    wire control__snapshot_clear;
    wire [5:0] control__counter_slot;
    wire control__hold;
    wire [63:0] control__now;
    wire [47:0] fetch__q_head;
    wire [647:0] fetch__m_data;
    wire fetch__m_valid;
    wire [127:0] fetch__ring_rd;
    wire fetch__accepted;
    wire [16:0] fetch__accepted_data;
    wire fetch__read_fault;
    wire fetch__idle;
    wire lane__s_ready;
    wire [10:0] lane__ring_ra;
    wire lane__free_valid;
    wire [9:0] lane__free_words;
    wire lane__hold_wr;
    wire [10:0] lane__hold_wa;
    wire [127:0] lane__hold_wd;
    wire [198:0] lane__m_data;
    wire lane__m_valid;
    wire [775:0] lane__miss;
    wire lane__miss_valid;
    wire lane__miss_lost;
    wire [2:0] lane__sa_ready;
    wire lane__query_done;
    wire [63:0] lane__query_seq;
    wire [63:0] lane__query_packets;
    wire [63:0] lane__query_octets;
    wire deliver__s_ready;
    wire deliver__free_valid;
    wire [9:0] deliver__free_reserve;
    wire deliver__e_ready;
    wire deliver__done;
    wire [20:0] deliver__done_data;
    wire deliver__write_fault;
    wire [14:0] deliver__post;
    wire deliver__idle;
    wire events__miss_ready;
    wire [11:0] events__tail;
    wire [47:0] events__e_addr;
    wire [1023:0] events__e_data;
    wire events__e_valid;
    wire events__queued;
    wire events__coalesced;
    wire [15:0] events__overflow;
    wire events__idle;
    wire counters__busy;
    wire [63:0] counters__value;
    reg host_reset__d;
    reg host_reset__q;
    initial host_reset__q = 1'h0;
    reg lane_reset__d;
    reg lane_reset__q;
    initial lane_reset__q = 1'h0;
    reg quiet__d;
    reg quiet__q;
    initial quiet__q = 1'h0;
    reg fault__d;
    reg fault__q;
    initial fault__q = 1'h0;
    reg accepted__d;
    reg accepted__q;
    initial accepted__q = 1'h0;
    reg completed__d;
    reg completed__q;
    initial completed__q = 1'h0;

    respite_card_control control (
        .clock(clock),
        .reset(reset),
        .awaddr(s_axil_awaddr),
        .awvalid(s_axil_awvalid),
        .awready(s_axil_awready),
        .wdata(s_axil_wdata),
        .wstrb(s_axil_wstrb),
        .wvalid(s_axil_wvalid),
        .wready(s_axil_wready),
        .bresp(s_axil_bresp),
        .bvalid(s_axil_bvalid),
        .bready(s_axil_bready),
        .araddr(s_axil_araddr),
        .arvalid(s_axil_arvalid),
        .arready(s_axil_arready),
        .rdata(s_axil_rdata),
        .rresp(s_axil_rresp),
        .rvalid(s_axil_rvalid),
        .rready(s_axil_rready),
        .core_reset(control__core_reset),
        .enable(control__enable),
        .q_enable(control__q_enable),
        .sq_base(control__sq_base),
        .cq_base(control__cq_base),
        .q_log2(control__q_log2),
        .q_tail(control__q_tail),
        .q_capacity(control__q_capacity),
        .q_head(fetch__q_head),
        .irq_count(control__irq_count),
        .irq_time(control__irq_time),
        .ev_enable(control__ev_enable),
        .ev_base(control__ev_base),
        .ev_log2(control__ev_log2),
        .ev_head(control__ev_head),
        .ev_tail(events__tail),
        .ev_age(control__ev_age),
        .ev_period(control__ev_period),
        .ev_burst(control__ev_burst),
        .sa_wr(control__sa_wr),
        .sa_ready(lane__sa_ready),
        .sa_index(control__sa_index),
        .sa_word(control__sa_word),
        .sa_data(control__sa_data),
        .cam_wr(control__cam_wr),
        .cam_place(control__cam_place),
        .cam_spi(control__cam_spi),
        .cam_ah(control__cam_ah),
        .cam_state(control__cam_state),
        .cam_sa(control__cam_sa),
        .query(control__query),
        .query_sa(control__query_sa),
        .query_done(lane__query_done),
        .query_seq(lane__query_seq),
        .query_packets(lane__query_packets),
        .query_octets(lane__query_octets),
        .snapshot(control__snapshot),
        .snapshot_clear(control__snapshot_clear),
        .snapshot_busy(counters__busy),
        .counter_slot(control__counter_slot),
        .counter_value(counters__value),
        .accepted(accepted__q),
        .hold(control__hold),
        .completed(completed__q),
        .fault(fault__q),
        .dma_idle(quiet__q),
        .now(control__now)
    );

    respite_card_fetch fetch (
        .clock(clock),
        .reset(host_reset__q),
        .enable(control__enable),
        .q_enable(control__q_enable),
        .sq_base(control__sq_base),
        .q_log2(control__q_log2),
        .q_tail(control__q_tail),
        .q_head(fetch__q_head),
        .now(now),
        .arid(m_axi_arid),
        .araddr(m_axi_araddr),
        .arlen(m_axi_arlen),
        .arvalid(m_axi_arvalid),
        .arready(m_axi_arready),
        .rid(m_axi_rid),
        .rdata(m_axi_rdata),
        .rresp(m_axi_rresp),
        .rlast(m_axi_rlast),
        .rvalid(m_axi_rvalid),
        .rready(m_axi_rready),
        .hold(control__hold),
        .m_data(fetch__m_data),
        .m_valid(fetch__m_valid),
        .m_ready(lane__s_ready),
        .ring_ra(lane__ring_ra),
        .ring_rd(fetch__ring_rd),
        .free_valid(lane__free_valid),
        .free_words(lane__free_words),
        .accepted(fetch__accepted),
        .accepted_data(fetch__accepted_data),
        .read_fault(fetch__read_fault),
        .idle(fetch__idle)
    );

    respite_card_lane lane (
        .clock(clock),
        .reset(lane_reset__q),
        .s_data(fetch__m_data),
        .s_valid(fetch__m_valid),
        .s_ready(lane__s_ready),
        .ring_ra(lane__ring_ra),
        .ring_rd(fetch__ring_rd),
        .free_valid(lane__free_valid),
        .free_words(lane__free_words),
        .hold_wr(lane__hold_wr),
        .hold_wa(lane__hold_wa),
        .hold_wd(lane__hold_wd),
        .credit_valid(deliver__free_valid),
        .credit_words(deliver__free_reserve),
        .m_data(lane__m_data),
        .m_valid(lane__m_valid),
        .m_ready(deliver__s_ready),
        .miss(lane__miss),
        .miss_valid(lane__miss_valid),
        .miss_ready(events__miss_ready),
        .miss_lost(lane__miss_lost),
        .sa_wr(control__sa_wr),
        .sa_ready(lane__sa_ready),
        .sa_index(control__sa_index),
        .sa_word(control__sa_word),
        .sa_data(control__sa_data),
        .cam_wr(control__cam_wr),
        .cam_place(control__cam_place),
        .cam_spi(control__cam_spi),
        .cam_ah(control__cam_ah),
        .cam_state(control__cam_state),
        .cam_sa(control__cam_sa),
        .query(control__query),
        .query_sa(control__query_sa),
        .query_done(lane__query_done),
        .query_seq(lane__query_seq),
        .query_packets(lane__query_packets),
        .query_octets(lane__query_octets)
    );

    respite_card_deliver deliver (
        .clock(clock),
        .reset(host_reset__q),
        .q_enable(control__q_enable),
        .cq_base(control__cq_base),
        .q_log2(control__q_log2),
        .q_capacity(control__q_capacity),
        .now(now),
        .s_data(lane__m_data),
        .s_valid(lane__m_valid),
        .s_ready(deliver__s_ready),
        .hold_wr(lane__hold_wr),
        .hold_wa(lane__hold_wa),
        .hold_wd(lane__hold_wd),
        .free_valid(deliver__free_valid),
        .free_reserve(deliver__free_reserve),
        .e_addr(events__e_addr),
        .e_data(events__e_data),
        .e_valid(events__e_valid),
        .e_ready(deliver__e_ready),
        .awid(m_axi_awid),
        .awaddr(m_axi_awaddr),
        .awlen(m_axi_awlen),
        .awvalid(m_axi_awvalid),
        .awready(m_axi_awready),
        .wdata(m_axi_wdata),
        .wstrb(m_axi_wstrb),
        .wlast(m_axi_wlast),
        .wvalid(m_axi_wvalid),
        .wready(m_axi_wready),
        .bid(m_axi_bid),
        .bresp(m_axi_bresp),
        .bvalid(m_axi_bvalid),
        .bready(m_axi_bready),
        .done(deliver__done),
        .done_data(deliver__done_data),
        .write_fault(deliver__write_fault),
        .post(deliver__post),
        .idle(deliver__idle)
    );

    respite_card_events_2 events (
        .clock(clock),
        .reset(host_reset__q),
        .miss(lane__miss),
        .miss_valid(lane__miss_valid),
        .miss_ready(events__miss_ready),
        .now(control__now),
        .enable(control__ev_enable),
        .base(control__ev_base),
        .log2(control__ev_log2),
        .head(control__ev_head),
        .age(control__ev_age),
        .period(control__ev_period),
        .burst(control__ev_burst),
        .tail(events__tail),
        .e_addr(events__e_addr),
        .e_data(events__e_data),
        .e_valid(events__e_valid),
        .e_ready(deliver__e_ready),
        .queued(events__queued),
        .coalesced(events__coalesced),
        .overflow(events__overflow),
        .idle(events__idle)
    );

    respite_card_counters counters (
        .clock(clock),
        .reset(host_reset__q),
        .accepted(fetch__accepted),
        .accepted_data(fetch__accepted_data),
        .done(deliver__done),
        .done_data(deliver__done_data),
        .ev_pkt(lane__miss_valid),
        .ev_queued(events__queued),
        .ev_coalesced(events__coalesced),
        .ev_lost(lane__miss_lost),
        .ev_overflow(events__overflow),
        .read_fault(fetch__read_fault),
        .write_fault(deliver__write_fault),
        .snapshot(control__snapshot),
        .clear(control__snapshot_clear),
        .busy(counters__busy),
        .slot(control__counter_slot),
        .value(counters__value)
    );

    respite_card_moderation moderation (
        .clock(clock),
        .reset(host_reset__q),
        .post(deliver__post),
        .irq_count(control__irq_count),
        .irq_time(control__irq_time),
        .irq(irq)
    );

    always @(posedge clock) begin
        host_reset__q <= host_reset__d;
        lane_reset__q <= lane_reset__d;
        quiet__q <= quiet__d;
        fault__q <= fault__d;
        accepted__q <= accepted__d;
        completed__q <= completed__d;
    end

    always @* begin
        host_reset__d = host_reset__q;
        host_reset__d = control__core_reset;
    end

    always @* begin
        lane_reset__d = lane_reset__q;
        lane_reset__d = host_reset__q;
    end

    always @* begin
        quiet__d = quiet__q;
        quiet__d = fetch__idle && deliver__idle;
    end

    always @* begin
        fault__d = fault__q;
        fault__d = fetch__read_fault || deliver__write_fault;
    end

    always @* begin
        accepted__d = accepted__q;
        accepted__d = fetch__accepted;
    end

    always @* begin
        completed__d = completed__q;
        completed__d = deliver__done;
    end
    assign now = control__now[15:0];
    assign m_axi_arsize = 3'h4;
    assign m_axi_arburst = 2'h1;
    assign m_axi_awsize = 3'h4;
    assign m_axi_awburst = 2'h1;
endmodule

`default_nettype wire
